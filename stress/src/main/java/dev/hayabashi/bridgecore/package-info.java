/**
 * jcstress tests of what relay loops and a bridge's owner share. In the package of what they test, to see what only it sees.
 *
 * <p>{@code mvn test -pl stress -am} tries each for a moment; by hand, for as long as wanted and with jcstress's own options:
 * {@code mvn test -pl stress -am -Dhayabashi.stress="-m default"}.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.bridgecore;
