package dev.hayabashi.tapio.loop;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;

/**
 * Lets an event loop ask the kernel for more for a while after a frame, instead of going to sleep: being woken costs more than the way of
 * a frame. Belongs to one loop.
 *
 * <p>A task that puts itself back into the loop's queue does not do this: Netty runs tasks until there are none, and the descriptors wait
 * for all of them. So the handler that looks at the descriptors is told that it may not block.
 *
 * <p>Between two looks that found nothing the CPU is offered to others: whoever is to answer the frame may be waiting for this very CPU.
 */
final class BusyPolling {
    /** Never. */
    static final BusyPolling OFF = new BusyPolling(0);

    private final long nanos;
    private long untilNanos;
    private boolean busy;

    /** @param nanos how long after the last frame; 0 for not at all */
    BusyPolling(long nanos) {
        this.nanos = nanos;
    }

    /** A frame was read at this time; on the loop. */
    void frame(long nowNanos) {
        if (nanos > 0) {
            untilNanos = nowNanos + nanos;
            busy = true;
        }
    }

    private boolean isBusy() {
        if (busy && untilNanos - System.nanoTime() <= 0) {
            busy = false;
        }
        return busy;
    }

    /** A handler that does not block while this is busy. */
    IoHandlerFactory around(IoHandlerFactory factory) {
        return nanos == 0 ? factory : executor -> new Handler(factory.newHandler(executor));
    }

    /** Netty's, and does not block when it should not. */
    private final class Handler implements IoHandler {
        private final IoHandler netty;
        private final Context context = new Context();

        Handler(IoHandler netty) {
            this.netty = netty;
        }

        @Override
        @SuppressWarnings("ThreadPriorityCheck") // an offer to whoever else wants the CPU; nothing relies on its effect
        public int run(IoHandlerContext loops) {
            context.loops = loops;
            int handled = netty.run(context);
            if (handled == 0 && busy) {
                Thread.yield();
            }
            return handled;
        }

        @Override
        public void initialize() {
            netty.initialize();
        }

        @Override
        public void prepareToDestroy() {
            netty.prepareToDestroy();
        }

        @Override
        public void destroy() {
            netty.destroy();
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            return netty.register(handle);
        }

        @Override
        public void wakeup() {
            netty.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return netty.isCompatible(handleType);
        }
    }

    /** The loop's, and says that it has work when it is to look again at once. */
    private final class Context implements IoHandlerContext {
        @SuppressWarnings("NullAway.Init") // set by each run before it is asked
        private IoHandlerContext loops;

        @Override
        public boolean canBlock() {
            return !isBusy() && loops.canBlock();
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return loops.delayNanos(currentTimeNanos);
        }

        @Override
        public long deadlineNanos() {
            return loops.deadlineNanos();
        }

        @Override
        public void reportActiveIoTime(long activeNanos) {
            loops.reportActiveIoTime(activeNanos);
        }

        @Override
        public boolean shouldReportActiveIoTime() {
            return loops.shouldReportActiveIoTime();
        }
    }
}
