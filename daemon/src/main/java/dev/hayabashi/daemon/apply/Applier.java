package dev.hayabashi.daemon.apply;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Takes the steps of a plan: all of them, or none. */
public final class Applier {
    private final Plant plant;

    public Applier(Plant plant) {
        this.plant = plant;
    }

    /**
     * Takes all steps.
     *
     * @throws StepFailure when one could not be taken; what was done before it is undone then. Where even that fails, the
     *     message says what is not as it was.
     */
    public void apply(Plan plan) throws StepFailure {
        Deque<Step> taken = new ArrayDeque<>();
        for (Step step : plan.steps()) {
            try {
                step.take(plant);
                taken.push(step);
            } catch (StepFailure e) {
                throw takenBack(taken, e);
            } catch (RuntimeException e) {
                throw takenBack(taken, new StepFailure("internal error: " + e, "the daemon's log has the details"));
            }
        }
    }

    private StepFailure takenBack(Deque<Step> taken, StepFailure cause) {
        List<String> stuck = new ArrayList<>();
        while (!taken.isEmpty()) {
            try {
                taken.pop().opposite().take(plant);
            } catch (StepFailure | RuntimeException e) {
                stuck.add(String.valueOf(e.getMessage()));
            }
        }
        if (stuck.isEmpty()) {
            return new StepFailure(cause.getMessage() + "; nothing was changed", cause.hint());
        }
        return new StepFailure(
                cause.getMessage() + "; and it could not all be taken back: " + String.join("; ", stuck),
                "`hayabashi plan` shows what differs now");
    }
}
