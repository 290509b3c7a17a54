package dev.hayabashi.daemon.apply;

import dev.hayabashi.config.BridgeConfig;
import dev.hayabashi.config.PortConfig;
import dev.hayabashi.config.SnoopingConfig;
import dev.hayabashi.config.StpConfig;
import java.util.Optional;

/** One step from what runs to what is wanted. */
sealed interface Step {
    void take(Plant plant) throws StepFailure;

    /** The step that leads back. */
    Step opposite();

    /** A bridge with all its ports, and back. */
    record AddBridge(BridgeConfig bridge, boolean keepPersistent) implements Step {
        @Override
        public void take(Plant plant) throws StepFailure {
            plant.addBridge(bridge);
        }

        @Override
        public Step opposite() {
            return new RemoveBridge(bridge, keepPersistent);
        }
    }

    record RemoveBridge(BridgeConfig bridge, boolean keepPersistent) implements Step {
        @Override
        public void take(Plant plant) throws StepFailure {
            plant.removeBridge(bridge, keepPersistent);
        }

        @Override
        public Step opposite() {
            return new AddBridge(bridge, keepPersistent);
        }
    }

    record AddPort(String bridge, PortConfig port) implements Step {
        @Override
        public void take(Plant plant) throws StepFailure {
            plant.addPort(bridge, port);
        }

        @Override
        public Step opposite() {
            return new RemovePort(bridge, port);
        }
    }

    record RemovePort(String bridge, PortConfig port) implements Step {
        @Override
        public void take(Plant plant) throws StepFailure {
            plant.removePort(bridge, port.name());
        }

        @Override
        public Step opposite() {
            return new AddPort(bridge, port);
        }
    }

    record ChangePort(String bridge, PortConfig before, PortConfig after) implements Step {
        @Override
        public void take(Plant plant) throws StepFailure {
            plant.changePort(bridge, after);
        }

        @Override
        public Step opposite() {
            return new ChangePort(bridge, after, before);
        }
    }

    record ChangeStp(String bridge, StpConfig before, StpConfig after) implements Step {
        @Override
        public void take(Plant plant) throws StepFailure {
            plant.changeStp(bridge, after);
        }

        @Override
        public Step opposite() {
            return new ChangeStp(bridge, after, before);
        }
    }

    record ChangeSnooping(String bridge, SnoopingConfig before, SnoopingConfig after) implements Step {
        @Override
        public void take(Plant plant) throws StepFailure {
            plant.changeSnooping(bridge, after);
        }

        @Override
        public Step opposite() {
            return new ChangeSnooping(bridge, after, before);
        }
    }

    record StartGateway(BridgeConfig bridge) implements Step {
        @Override
        public void take(Plant plant) throws StepFailure {
            plant.startGateway(bridge);
        }

        @Override
        public Step opposite() {
            return new StopGateway(bridge);
        }
    }

    record StopGateway(BridgeConfig bridge) implements Step {
        @Override
        public void take(Plant plant) throws StepFailure {
            plant.stopGateway(bridge.name());
        }

        @Override
        public Step opposite() {
            return new StartGateway(bridge);
        }
    }

    record ChangeAutoAttach(String bridge, Optional<String> before, Optional<String> after) implements Step {
        @Override
        public void take(Plant plant) throws StepFailure {
            plant.autoAttach(bridge, after);
        }

        @Override
        public Step opposite() {
            return new ChangeAutoAttach(bridge, after, before);
        }
    }
}
