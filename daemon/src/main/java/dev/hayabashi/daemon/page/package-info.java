/**
 * The web page: static files of this jar that read {@code /v1} in the browser.
 *
 * <p>There is no build step and no library: ES modules, a style sheet, one HTML file, under {@code resources}. The page is
 * read-only like the listener that it is on. Names of ports and hosts come from guests; the modules make text nodes of them
 * and never markup, and the policy that goes with each file forbids scripts and styles from anywhere but here.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.daemon.page;
