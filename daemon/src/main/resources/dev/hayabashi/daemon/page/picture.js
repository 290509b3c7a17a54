// The picture: each bridge is a rail, its ports hang from it. A stub that reaches the rail lets frames through.

import { attribute, h, svg, text } from './dom.js';
import { bits, count, plural } from './format.js';
import { STANDINGS } from './model.js';
import { spark } from './spark.js';

const DENSE_FROM = 49;

/** As switches abbreviate them. */
const ROLES = { root: 'Root', designated: 'Desg', alternate: 'Altn', backup: 'Back' };

const SHAPES = {
  circle: () => svg('circle', { cx: 6, cy: 6, r: 5 }),
  half: () => svg('path', { d: 'M6 1a5 5 0 0 0 0 10zM6 1a5 5 0 0 1 0 10', class: 'half' }),
  diamond: () => svg('path', { d: 'M6 0l6 6-6 6-6-6z' }),
  octagon: () => svg('path', { d: 'M3.5 0h5L12 3.5v5L8.5 12h-5L0 8.5v-5zM3 5h6v2H3z', 'fill-rule': 'evenodd' }),
  ring: () => svg('circle', { cx: 6, cy: 6, r: 4, class: 'hollow' }),
};

export function mark(standing) {
  return svg('svg', { class: 'mark', viewBox: '0 0 12 12', 'aria-hidden': 'true' }, SHAPES[STANDINGS[standing].shape]());
}

/** One port. */
class Tile {
  constructor(port, open) {
    this.name = h('span', { class: 'name' }, port.name);
    this.kind = h('span', { class: 'kind' });
    this.mark = h('span', { class: 'marks' });
    this.state = h('span', { class: 'state' });
    this.badges = h('span', { class: 'badges' });
    this.rate = h('span', { class: 'rate' });
    this.drops = h('span', { class: 'drops' });
    this.spark = spark();
    this.element = h('button', { type: 'button', class: 'port', tabindex: -1, onclick: () => open(port.bridge, port.name) },
      h('span', { class: 'stub', 'aria-hidden': 'true' }),
      h('span', { class: 'line' }, this.mark, this.name, this.kind),
      h('span', { class: 'line' }, this.state, this.badges),
      this.spark.picture,
      h('span', { class: 'line small' }, this.rate, this.drops));
    this.element.dataset.port = port.name;
  }

  update(port) {
    const { view } = port;
    const words = STANDINGS[port.standing].text;
    if (this.element.dataset.standing !== port.standing) {
      this.element.dataset.standing = port.standing;
      this.mark.replaceChildren(mark(port.standing));
    }
    attribute(this.element, 'data-role', view.role);
    text(this.kind, view.name === port.bridge ? 'gateway' : `${view.number} · ${view.kind}`);
    const stands = port.standing === 'down' || port.standing === 'guard';
    text(this.state, stands ? words : view.state);
    this.showBadges(port);
    const moves = port.rxRate || port.txRate;
    text(this.rate, moves ? `↓ ${count(port.rxRate * 8)} ↑ ${count(port.txRate * 8)}` : 'quiet');
    attribute(this.rate, 'data-unit', moves ? 'bit/s' : null);
    text(this.drops, port.drops ? `${count(port.drops)} dropped` : '');
    attribute(this.drops, 'data-now', port.dropRate > 0);
    this.spark.draw(port);
    attribute(this.element, 'aria-label', [
      `${port.name}, port ${view.number}, kind ${view.kind}`, view.role, port.standing === 'blocked' ? view.state : words,
      port.trouble, view.edge && 'edge', port.guards.length && `guards ${port.guards.join(', ')}`,
      `${bits(port.rxRate)} in, ${bits(port.txRate)} out`, `${plural(port.drops, 'drop')}`,
    ].filter(Boolean).join(', '));
  }

  showBadges(port) {
    const badges = [
      ...(port.view.role === 'disabled' ? [] : [['role', ROLES[port.view.role], port.view.role]]),
      ...(port.view.edge ? [['edge', 'E', 'edge port']] : []),
      ...port.guards.map((guard) => ['guard', abbreviation(guard), guard]),
      ...(port.view.isolated ? [['isolated', 'I', 'isolated']] : []),
    ];
    const key = badges.map((badge) => badge[2]).join();
    if (this.badges.dataset.key !== key) {
      this.badges.dataset.key = key;
      this.badges.replaceChildren(...badges.map(([kind, label, title]) => h('abbr', { class: kind, title }, label)));
    }
  }
}

/** bpdu-guard as B, root-guard as R: the title has the whole word. */
function abbreviation(guard) {
  return guard.slice(0, 1).toUpperCase();
}

/** One bridge with its ports. */
export class Picture {
  constructor(name, open) {
    this.open = open;
    this.tiles = new Map();
    this.facts = h('dl', { class: 'facts' });
    this.grid = h('div', { class: 'ports', role: 'group', 'aria-label': `Ports of ${name}; arrow keys move, Enter opens`,
      onkeydown: (event) => this.walk(event), onfocusin: (event) => this.hold(event.target) });
    this.nothing = h('p', { class: 'faint nothing' });
    this.element = h('section', { class: 'bridge', 'aria-label': `Bridge ${name}` },
      h('header', {}, h('h2', {}, name), this.facts), this.grid, this.nothing);
  }

  update(bridge, tree, ports, isShown) {
    this.showFacts(bridge, tree);
    const names = new Set(ports.map((port) => port.name));
    for (const [name, tile] of this.tiles) {
      if (!names.has(name)) {
        tile.element.remove();
        this.tiles.delete(name);
      }
    }
    let shown = 0;
    ports.forEach((port, index) => {
      let tile = this.tiles.get(port.name);
      if (!tile) {
        tile = new Tile(port, this.open);
        this.tiles.set(port.name, tile);
      }
      if (this.grid.children[index] !== tile.element) this.grid.insertBefore(tile.element, this.grid.children[index] ?? null);
      tile.update(port);
      const visible = isShown(port);
      tile.element.hidden = !visible;
      shown += visible;
    });
    this.grid.classList.toggle('dense', ports.length >= DENSE_FROM);
    text(this.nothing, shown ? '' : ports.length ? 'No port is like that.' : 'No ports yet: hayabashi port add NAME --kind vm');
    this.keepOneStop();
  }

  showFacts(bridge, tree) {
    const facts = [
      ['address', bridge.address],
      ['tree', treeText(bridge, tree)],
      ['frames', `${count(bridge.frames.received)} in, ${count(bridge.frames.relayed)} relayed, ${count(bridge.frames.dropped)} dropped`],
      ['MACs', `${bridge.macTable.learned} of ${bridge.macTable.limit}`],
    ];
    if (tree?.topologyChanges) {
      const last = tree.lastTopologyChange;
      facts.push(['changes', `${tree.topologyChanges}${last ? `, last at ${last.port}` : ''}`]);
    }
    const gateway = bridge.gateway;
    if (gateway) {
      facts.push(['gateway', `${gateway.address}${gateway.nat ? ', NAT' : ''}${gateway.dhcp ? `, ${gateway.dhcp.leases} of ${gateway.dhcp.poolSize} leased` : ''}`]);
    }
    const key = facts.flat().join('\n');
    if (this.facts.dataset.key !== key) {
      this.facts.dataset.key = key;
      this.facts.replaceChildren(...facts.map(([term, value]) => h('div', {}, h('dt', {}, term), h('dd', {}, value))));
    }
  }

  /** One stop for the Tab key; the arrow keys do the rest. */
  keepOneStop() {
    const visible = this.visible();
    if (visible.length && !visible.some((tile) => tile.tabIndex === 0)) this.hold(visible[0]);
  }

  hold(tile) {
    if (!tile.classList.contains('port')) return;
    for (const each of this.grid.children) each.tabIndex = each === tile ? 0 : -1;
  }

  visible() {
    return [...this.grid.children].filter((tile) => !tile.hidden);
  }

  walk(event) {
    const tiles = this.visible();
    const at = tiles.indexOf(document.activeElement);
    if (at < 0) return;
    const top = tiles[0].offsetTop;
    const columns = Math.max(1, tiles.filter((tile) => tile.offsetTop === top).length);
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns, Home: -at, End: tiles.length - 1 - at }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    tiles[at + step]?.focus();
  }
}

function treeText(bridge, tree) {
  if (bridge.stp === 'off' || !tree || tree.mode === 'off') return 'no spanning tree';
  return tree.isRoot ? `${tree.mode}, this bridge is the root` : `${tree.mode}, root ${tree.rootId} by ${tree.rootPort}, cost ${tree.rootPathCost}`;
}
