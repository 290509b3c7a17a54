package dev.hayabashi.tapio.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.tapio.sys.Readiness;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.FileDescriptor;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BusyPollingTest {
    private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

    /** It once did what it should with the loop's tasks only, so that descriptors had to wait until it was over. */
    @ParameterizedTest
    @EnumSource(IoEngine.class)
    void descriptorsAreLookedAtWhileItIsBusy(IoEngine engine) throws Exception {
        CountDownLatch readable = new CountDownLatch(1);
        CountDownLatch task = new CountDownLatch(1);
        FrameLoop loop = FrameLoop.start("test", engine, HOUR_NANOS);
        FileDescriptor[] pipe = FileDescriptor.pipe();
        try {
            loop.eventLoop()
                    .submit(() -> {
                        Readiness[] watching = new Readiness[1];
                        watching[0] = Readiness.watch(
                                loop.eventLoop(),
                                pipe[0],
                                (canRead, canWrite) -> {
                                    watching[0].end();
                                    readable.countDown();
                                },
                                cause -> {
                                    throw new AssertionError(cause);
                                });
                        loop.busy(System.nanoTime());
                    })
                    .get();
            ByteBuffer octet = ByteBuffer.allocateDirect(1);
            assertThat(pipe[1].write(octet, 0, 1)).isEqualTo(1);
            assertThat(readable.await(20, TimeUnit.SECONDS)).isTrue();
            loop.eventLoop().execute(task::countDown);
            assertThat(task.await(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            loop.close();
            pipe[0].close();
            pipe[1].close();
        }
    }

    @Test
    void mayBlockBeforeTheFirstFrameAndWhenItsTimeIsOver() {
        BusyPolling polling = new BusyPolling(HOUR_NANOS);
        Asked asked = new Asked();
        IoHandler handler = polling.around(executor -> asked).newHandler(null);
        handler.run(new Loop());
        assertThat(asked.couldBlock).isTrue();
        polling.frame(System.nanoTime());
        handler.run(new Loop());
        assertThat(asked.couldBlock).isFalse();
        polling.frame(System.nanoTime() - 2 * HOUR_NANOS);
        handler.run(new Loop());
        assertThat(asked.couldBlock).isTrue();
    }

    @Test
    void neverMakesALoopBlockThatHasWork() {
        Asked asked = new Asked();
        Loop loop = new Loop();
        loop.idle.set(false);
        new BusyPolling(HOUR_NANOS).around(executor -> asked).newHandler(null).run(loop);
        assertThat(asked.couldBlock).isFalse();
    }

    @Test
    void standsInNobodysWayWhenItIsOff() {
        Asked asked = new Asked();
        assertThat(BusyPolling.OFF.around(executor -> asked).newHandler(null)).isSameAs(asked);
    }

    /** Remembers whether it might have blocked. */
    private static final class Asked implements IoHandler {
        private boolean couldBlock;

        @Override
        public int run(IoHandlerContext context) {
            couldBlock = context.canBlock();
            return 0;
        }

        @Override
        public IoRegistration register(IoHandle handle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void wakeup() {}

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return false;
        }
    }

    private static final class Loop implements IoHandlerContext {
        private final AtomicBoolean idle = new AtomicBoolean(true);

        @Override
        public boolean canBlock() {
            return idle.get();
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return 0;
        }

        @Override
        public long deadlineNanos() {
            return -1;
        }
    }
}
