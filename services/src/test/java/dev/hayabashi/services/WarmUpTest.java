package dev.hayabashi.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.bridgecore.DirectMemory;
import dev.hayabashi.services.dhcp.DhcpLab;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private static DirectMemory memory(int bytes) {
        return new DirectMemory(ByteBuffer.allocateDirect(bytes), 0);
    }

    @Test
    void everyRoundIsAWholeLease() {
        assertThat(WarmUp.run(DhcpLab.settings("192.168.122.2-192.168.122.254").build(), WarmUpTest::memory, 50))
                .isEqualTo(100);
    }

    @Test
    void serverWithoutFreeAddressesIsNoProblem() {
        assertThat(WarmUp.run(DhcpLab.settings("192.168.122.1").build(), WarmUpTest::memory, 3))
                .isZero();
    }
}
