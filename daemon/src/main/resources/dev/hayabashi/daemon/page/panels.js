// The four lists below the picture.

import { h, table, text } from './dom.js';
import { clock, count, duration, plural } from './format.js';
import { allDrops } from './model.js';

const MAX_ROWS = 200;
const MAX_EVENTS = 400;

class Panel {
  constructor(id) {
    this.section = document.getElementById(id);
    this.body = this.section.querySelector('.scroll');
    this.input = this.section.querySelector('input');
    this.input?.addEventListener('input', () => this.draw());
    this.near = false;
    new IntersectionObserver((entries) => {
      this.near = entries.some((entry) => entry.isIntersecting);
      if (this.near) this.onNear?.();
    }, { rootMargin: '200px' }).observe(this.section);
  }

  matches(...words) {
    const wanted = this.input?.value.trim().toLowerCase() ?? '';
    return !wanted || words.some((word) => word != null && String(word).toLowerCase().includes(wanted));
  }

  show(content, empty) {
    this.body.replaceChildren(content ?? h('p', { class: 'faint nothing' }, empty));
  }
}

export class Drops extends Panel {
  constructor() {
    super('drops');
  }

  update(ports) {
    const reasons = new Map();
    for (const port of ports) {
      for (const [reason, number] of Object.entries(allDrops(port.view))) {
        const entry = reasons.get(reason) ?? { number: 0, ports: [] };
        entry.number += number;
        entry.ports.push([number, port.name]);
        reasons.set(reason, entry);
      }
    }
    const key = JSON.stringify([...reasons]);
    if (this.key === key) return;
    this.key = key;
    const rows = [...reasons].sort((a, b) => b[1].number - a[1].number).map(([reason, entry]) => [
      h('code', {}, reason), count(entry.number),
      entry.ports.sort((a, b) => b[0] - a[0]).slice(0, 4).map(([number, name]) => `${name} ${count(number)}`).join(', ')
        + (entry.ports.length > 4 ? `, ${entry.ports.length - 4} more` : ''),
    ]);
    this.show(rows.length ? table(['Reason', 'Frames', 'Ports'], rows, [1]) : null, 'No frame was dropped.');
  }
}

export class Events extends Panel {
  constructor() {
    super('events');
    this.events = [];
    this.list = h('ol', { class: 'events' });
    this.show(this.list);
    this.pause = document.getElementById('pause');
    this.pause.addEventListener('click', () => {
      const paused = this.pause.getAttribute('aria-pressed') !== 'true';
      this.pause.setAttribute('aria-pressed', paused);
      this.draw();
    });
  }

  add(event) {
    this.events.unshift(event);
    if (this.events.length > MAX_EVENTS) this.events.pop();
    // A burst is drawn once.
    this.pending ??= requestAnimationFrame(() => {
      this.pending = undefined;
      this.draw();
    });
  }

  draw() {
    if (this.pause.getAttribute('aria-pressed') === 'true') {
      text(this.pause, 'Go on');
      return;
    }
    text(this.pause, 'Pause');
    this.list.replaceChildren(...this.events
      .filter((event) => this.matches(event.port, event.bridge, event.type, event.text))
      .map((event) => h('li', { 'data-tone': tone(event) },
        h('time', { datetime: event.time }, clock(event.time)),
        h('span', { class: 'who' }, event.port ?? event.bridge ?? 'daemon'),
        h('span', { class: 'what' }, h('code', {}, event.type), ' ', event.text,
          event.suppressed ? ` (${event.suppressed} more not recorded)` : ''))));
  }
}

function tone(event) {
  if (/guard|errdisable|other\.dhcp|rogue|conflict|exhausted/.test(event.type)) return /cleared|recovered/.test(event.type) ? 'good' : 'bad';
  return event.fields?.to === 'forwarding' || event.type === 'link.up' ? 'good' : event.type === 'link.down' ? 'warn' : '';
}

export class Fdb extends Panel {
  constructor() {
    super('fdb');
    this.entries = [];
  }

  update(entries) {
    // Addresses of the bridge itself last: who looks here looks for a guest.
    this.entries = entries.sort((a, b) => (a.type === 'local') - (b.type === 'local') || a.port.localeCompare(b.port, 'en', { numeric: true }));
    this.draw();
  }

  draw() {
    const found = this.entries.filter((entry) => this.matches(entry.mac, entry.port, entry.type, entry.bridge));
    const rows = found.slice(0, MAX_ROWS).map((entry) => [
      h('code', {}, entry.mac), entry.port, entry.type, entry.type === 'dynamic' ? duration(entry.ageSeconds) : '–']);
    this.show(rows.length ? h('div', {}, table(['MAC', 'Port', 'Type', 'Age'], rows, [3]),
      found.length > MAX_ROWS && h('p', { class: 'faint' }, `${MAX_ROWS} of ${plural(found.length, 'entry').replace('entrys', 'entries')}; search for the others.`)) : null,
    this.entries.length ? 'Nothing like that is in the table.' : 'No address was learned yet.');
  }
}

export class Leases extends Panel {
  constructor() {
    super('leases');
    this.leases = [];
  }

  update(leases) {
    this.leases = leases;
    this.draw();
  }

  draw() {
    const now = Date.now() / 1000;
    const found = this.leases.filter((lease) => this.matches(lease.address, lease.name, lease.mac, lease.port));
    const rows = found.slice(0, MAX_ROWS).map((lease) => [
      h('code', {}, lease.address), lease.name ?? '–', h('code', {}, lease.mac), lease.port,
      lease.expirySeconds ? duration(Math.max(0, lease.expirySeconds - now)) : 'never']);
    this.show(rows.length ? table(['Address', 'Name', 'MAC', 'Port', 'Ends in'], rows, [4]) : null,
      this.leases.length ? 'No lease is like that.' : 'No lease is active.');
  }
}
