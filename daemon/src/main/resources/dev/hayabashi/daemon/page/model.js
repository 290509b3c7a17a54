// What is known of each port: the daemon's view, the spanning tree's, and the last minute of its rates.

export const SAMPLES = 60;

/** How a port stands, in one word, with the shape that says it without colour. */
export const STANDINGS = {
  forwarding: { shape: 'circle', text: 'forwarding' },
  learning: { shape: 'half', text: 'learning' },
  blocked: { shape: 'diamond', text: 'blocked' },
  guard: { shape: 'octagon', text: 'guard tripped' },
  down: { shape: 'ring', text: 'no carrier' },
};

export class Port {
  constructor(bridge, name) {
    this.bridge = bridge;
    this.name = name;
    this.rx = new Array(SAMPLES).fill(0);
    this.tx = new Array(SAMPLES).fill(0);
    this.dropRate = 0;
  }

  get key() {
    return `${this.bridge}/${this.name}`;
  }

  /** Takes a new view; rates come from the difference to the one before. */
  update(view, stp, atMillis) {
    const before = this.view;
    const drops = total(allDrops(view));
    if (before) {
      const seconds = Math.max((atMillis - this.at) / 1000, 0.001);
      const rate = (now, then) => Math.max(0, now - then) / seconds;
      push(this.rx, rate(view.rx.bytes, before.rx.bytes));
      push(this.tx, rate(view.tx.bytes, before.tx.bytes));
      this.dropRate = rate(drops, this.drops);
    }
    this.view = view;
    this.stp = stp;
    this.drops = drops;
    this.at = atMillis;
    this.standing = standing(view, stp);
  }

  get rxRate() {
    return this.rx[SAMPLES - 1];
  }

  get txRate() {
    return this.tx[SAMPLES - 1];
  }

  /** Guards in force and what they hold, as short words. */
  get guards() {
    return this.stp?.guards ?? [];
  }

  get trouble() {
    if (this.stp?.errDisabled) return `err-disabled: ${this.stp.errDisabled.cause}`;
    return this.stp?.inconsistencies?.length ? this.stp.inconsistencies.join(', ') : '';
  }
}

function push(ring, value) {
  ring.shift();
  ring.push(value);
}

function standing(view, stp) {
  if (stp?.errDisabled || stp?.inconsistencies?.length) return 'guard';
  if (view.state === 'forwarding' || view.state === 'learning') return view.state;
  return view.linkUp ? 'blocked' : 'down';
}

/** Drops by reason, with those of the kernel, which the bridge never saw or no longer had. */
export function allDrops(view) {
  const drops = { ...view.drops };
  if (view.kernelDrops.fromPort) drops.kernel_from_port = view.kernelDrops.fromPort;
  if (view.kernelDrops.toPort) drops.kernel_to_port = view.kernelDrops.toPort;
  return drops;
}

export function total(drops) {
  return Object.values(drops).reduce((sum, each) => sum + each, 0);
}

/** All ports that are there, kept over polls by bridge and name. */
export class Model {
  constructor() {
    this.ports = new Map();
    this.bridges = [];
    this.stp = new Map();
  }

  /** Returns the ports whose standing has changed to one that is worth saying. */
  update(status, atMillis) {
    const seen = new Set();
    const tripped = [];
    for (const bridge of status.bridges) {
      const tree = new Map((this.stp.get(bridge.name)?.ports ?? []).map((port) => [port.name, port]));
      for (const view of bridge.ports) {
        const key = `${bridge.name}/${view.name}`;
        const port = this.ports.get(key) ?? new Port(bridge.name, view.name);
        const before = port.standing;
        port.update(view, tree.get(view.name), atMillis);
        if (before && before !== 'guard' && port.standing === 'guard') tripped.push(port);
        this.ports.set(key, port);
        seen.add(key);
      }
    }
    for (const key of this.ports.keys()) if (!seen.has(key)) this.ports.delete(key);
    this.bridges = status.bridges;
    return tripped;
  }

  /** Ports of a bridge in order of their numbers. */
  of(bridge) {
    return [...this.ports.values()].filter((port) => port.bridge === bridge).sort((a, b) => a.view.number - b.view.number);
  }
}
