package dev.hayabashi.daemon.apply;

import dev.hayabashi.daemon.api.PlanView.ChangeView;
import java.util.List;

/**
 * What has to be done.
 *
 * @param steps in their order; empty when nothing changed
 * @param changes the same for a person
 * @param restarts keys that take effect at a start only; a plan with any cannot be applied
 */
public record Plan(List<Step> steps, List<ChangeView> changes, List<String> restarts) {
    public Plan {
        steps = List.copyOf(steps);
        changes = List.copyOf(changes);
        restarts = List.copyOf(restarts);
    }
}
