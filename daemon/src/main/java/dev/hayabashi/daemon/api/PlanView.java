package dev.hayabashi.daemon.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration would change, or has changed.
 *
 * @param source the file
 * @param applied whether it has been done
 * @param changes the changes; empty when everything is so already
 */
public record PlanView(String source, boolean applied, List<ChangeView> changes) {
    /**
     * One change.
     *
     * @param action {@code add}, {@code change} or {@code remove}
     * @param bridge the bridge; null for settings of the daemon
     * @param port the port; null when the bridge itself is meant
     * @param keys keys that change, with their values as a file has them
     * @param effect what users notice: {@code at-once} nothing, {@code gateway-restarted}, {@code link-interrupted}, or
     *     {@code restart} for what cannot be changed while the daemon runs
     * @param note more about it, in words; may be empty
     */
    public record ChangeView(
            String action,
            @Nullable String bridge,
            @Nullable String port,
            List<KeyView> keys,
            String effect,
            String note) {}

    /**
     * A key.
     *
     * @param key its name, {@code stp.priority}
     * @param before value that it had; empty text for none
     * @param after value that it gets; empty text for none
     */
    public record KeyView(String key, String before, String after) {}
}
