// Numbers and times as people read them.

const UNITS = ['', 'k', 'M', 'G', 'T', 'P'];

/** 15360 as "15.4 k": three places that count, powers of 1000. */
export function count(value) {
  let unit = 0;
  let scaled = value;
  while (scaled >= 1000 && unit < UNITS.length - 1) {
    scaled /= 1000;
    unit++;
  }
  if (unit === 0) return String(Math.round(scaled));
  return `${scaled < 10 ? scaled.toFixed(2) : scaled < 100 ? scaled.toFixed(1) : scaled.toFixed(0)} ${UNITS[unit]}`;
}

export function bits(bytesPerSecond) {
  const value = count(bytesPerSecond * 8);
  return `${value}${value.includes(' ') ? '' : ' '}bit/s`;
}

/** 3725 seconds as "1 h 2 min". */
export function duration(seconds) {
  const whole = Math.floor(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (whole < 86400) return `${Math.floor(whole / 3600)} h ${Math.floor(whole / 60) % 60} min`;
  return `${Math.floor(whole / 86400)} d ${Math.floor(whole / 3600) % 24} h`;
}

/** Time of day with milliseconds. */
export function clock(iso) {
  const at = new Date(iso);
  return `${at.toLocaleTimeString('en-GB')}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

export function after(seconds) {
  return `${seconds < 0 ? '−' : '+'}${Math.abs(seconds).toFixed(seconds < 100 ? 3 : 1)} s`;
}

export function plural(number, noun) {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
