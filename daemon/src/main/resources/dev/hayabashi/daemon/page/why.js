// What happened to the frames of one port, in a dialog of its own. Its address is #port/BRIDGE/NAME.

import { get } from './api.js';
import { h, sentence, table } from './dom.js';
import { after, clock, count } from './format.js';
import { mark } from './picture.js';
import { STANDINGS } from './model.js';

const REFRESH_MILLIS = 2000;

export class Why {
  constructor(model) {
    this.model = model;
    this.dialog = document.getElementById('port');
    this.title = h('h2', { id: 'port-title' });
    this.body = h('div', { class: 'body', tabindex: 0, role: 'region', 'aria-labelledby': 'port-title' });
    this.dialog.append(
      h('header', {}, this.title, h('button', { type: 'button', 'aria-label': 'Close', onclick: () => this.dialog.close() }, '✕')),
      this.body);
    this.dialog.addEventListener('close', () => {
      clearInterval(this.timer);
      if (location.hash.startsWith('#port/')) history.replaceState(null, '', location.pathname + location.search);
    });
    this.dialog.addEventListener('click', (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
    addEventListener('hashchange', () => this.fromAddress());
  }

  /** Opens what the address names. */
  fromAddress() {
    const match = /^#port\/([^/]+)\/(.+)$/.exec(location.hash);
    if (match) this.open(decodeURIComponent(match[1]), decodeURIComponent(match[2]));
  }

  open(bridge, name) {
    this.bridge = bridge;
    this.name = name;
    this.key = '';
    this.opened = new Set();
    history.replaceState(null, '', `#port/${encodeURIComponent(bridge)}/${encodeURIComponent(name)}`);
    this.title.textContent = name;
    this.body.replaceChildren(h('p', { class: 'faint' }, 'asking…'));
    if (!this.dialog.open) this.dialog.showModal();
    clearInterval(this.timer);
    this.timer = setInterval(() => this.refresh(), REFRESH_MILLIS);
    this.refresh();
  }

  async refresh() {
    const { bridge, name } = this;
    let content;
    try {
      const why = await get(`v1/why/${encodeURIComponent(name)}?bridge=${encodeURIComponent(bridge)}`);
      const key = JSON.stringify(why);
      if (key === this.key) return;
      this.key = key;
      content = this.content(why);
    } catch (e) {
      this.key = '';
      content = [h('p', { class: 'notice' }, e.message)];
    }
    if (this.name !== name || !this.dialog.open) return;
    const top = this.body.scrollTop;
    const focused = document.activeElement?.closest('details')?.dataset.reason;
    this.body.replaceChildren(...content);
    this.body.scrollTop = top;
    if (focused) this.body.querySelector(`details[data-reason="${CSS.escape(focused)}"] summary`)?.focus({ preventScroll: true });
  }

  content(why) {
    const port = this.model.ports.get(`${this.bridge}/${this.name}`);
    const parts = [];
    if (port) {
      this.title.replaceChildren(mark(port.standing), ` ${port.name} `, h('span', { class: 'faint' }, STANDINGS[port.standing].text));
      this.title.dataset.standing = port.standing;
    }
    parts.push(h('div', { class: 'sentences' }, why.sentences.map((words) => h('p', {}, sentence(words)))));
    if (port) parts.push(facts(port));
    for (const each of why.ports) parts.push(...this.history(each));
    return parts;
  }

  history(port) {
    const parts = [];
    if (port.drops.length) {
      parts.push(h('h3', {}, 'Dropped'));
      for (const group of port.drops) {
        parts.push(h('details', { class: 'group', 'data-reason': group.reason, open: this.opened.has(group.reason),
          ontoggle: (event) => this.opened[event.target.open ? 'add' : 'delete'](group.reason) },
          h('summary', {}, h('code', {}, group.reason), ` ${count(group.counted)} in all. ${group.meaning} `, h('em', {}, sentence(group.remedy))),
          table(['Time', 'After link', 'State', 'Frame', 'Bytes'], [...group.frames].reverse().map((frame) => [
            clock(frame.time), after(frame.afterSeconds), frame.state, frame.summary, String(frame.length)]), [1, 4])));
      }
    }
    parts.push(h('h3', {}, 'Timeline'), h('ol', { class: 'timeline' }, [...port.timeline].reverse().map((entry) => h('li', {},
      h('time', { datetime: entry.time }, clock(entry.time)), h('span', { class: 'after' }, after(entry.afterSeconds)),
      h('span', {}, h('code', {}, entry.what), ' ', entry.text)))));
    if (port.forgotten) parts.push(h('p', { class: 'faint' }, `${port.forgotten} entries in the middle are no longer kept.`));
    return parts;
  }
}

function facts(port) {
  const { view, stp } = port;
  const rows = [
    ['kind', `${view.kind}, ${view.netdev}${view.netns ? ` in ${view.netns}` : ''}, mtu ${view.mtu}`],
    ['frames', `${count(view.rx.frames)} in, ${count(view.tx.frames)} out, ${count(port.drops)} dropped, ${view.queuedFrames} waiting`],
    ['addresses', `${view.learnedMacs} learned`],
  ];
  if (view.lastError) rows.push(['last error', view.lastError]);
  if (stp) {
    rows.push(
      ['role', `${stp.role}: ${stp.roleReason}`],
      ['state', `${stp.state} for ${Math.round(stp.secondsInState)} s: ${stp.stateReason}`],
      ['path cost', String(stp.pathCost)],
      ['segment', `root ${stp.designatedRoot}, bridge ${stp.designatedBridge}, port ${stp.designatedPort}, cost ${stp.designatedCost}`],
      ['edge', `${stp.edge ? 'yes' : 'no'} (configured ${stp.adminEdge})`],
      ['guards', stp.guards.join(', ') || 'none']);
    if (stp.errDisabled) rows.push(['offender', stp.errDisabled.offender]);
    if (stp.inconsistencies.length) rows.push(['held by', stp.inconsistencies.join(', ')]);
  }
  return h('dl', { class: 'facts' }, rows.map(([term, value]) => h('div', {}, h('dt', {}, term), h('dd', {}, value))));
}
