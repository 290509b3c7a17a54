/**
 * AF_PACKET ports: frames of a netdev that exists already, taken before the host's own stack sees them and put onto the
 * wire past it.
 *
 * <p>The host's stack is left alone: it still sees every frame and may answer those for its own addresses. Whoever wants it
 * silent gives the netdev no addresses, or an nft netdev ingress chain that drops, which comes behind our copy.
 *
 * <p><b>Headers.</b> The socket speaks virtio-net headers (PACKET_VNET_HDR), so that partial checksums and segmentation
 * super-frames keep their description and the kernel completes on transmission what the netdev cannot do itself. An 802.1Q
 * tag is taken out of the frame by the kernel and delivered beside it (PACKET_AUXDATA); it is put back in place before the
 * frame goes on, which costs a move of 24 bytes.
 *
 * <p><b>Left out on purpose.</b> PACKET_QDISC_BYPASS: it would go past the owner's traffic shaping and past tcpdump.
 * Large receive offload is not turned off; a physical uplink that has it on should lose it ({@code ethtool -K DEV lro
 * off}), as with a kernel bridge.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.tapio.packet;
