/**
 * {@code hayabashi doctor}: looks for what breaks a lab in the field, and says how to mend it.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A {@link dev.hayabashi.daemon.doctor.Check} looks at one thing and returns {@link
 * dev.hayabashi.daemon.doctor.Finding}s. All it may look at comes through {@link
 * dev.hayabashi.daemon.doctor.Surroundings}: the {@link dev.hayabashi.daemon.doctor.Setup} (bridges and ports as they run, or
 * as the configuration file has them when no daemon does), files under {@code /proc} and {@code /run}, links, the firewall's
 * rules. A check changes nothing; it prints the commands that would.
 *
 * <p>Everything runs in the process of the command, so that it also helps when no daemon will start. What a check may not
 * see without root it reports as a warning instead of guessing.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.daemon.doctor;
