// Texts of the page whose contrast with what is behind them is below 4.5 (WCAG 2.2, success criterion 1.4.3).
(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const opaque = (color) => rgba(color)[3] === 255;
  const luminance = (color) => {
    const [r, g, b] = [...rgba(color)].map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      // A port's surface is drawn by a pseudo-element.
      for (const pseudo of [null, '::after']) {
        const color = getComputedStyle(at, pseudo).backgroundColor;
        if ((pseudo === null || at.classList.contains('port')) && opaque(color)) return color;
      }
    }
    return 'white';
  };
  const poor = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    const ink = getComputedStyle(element).color;
    const [light, dark] = [luminance(ink), luminance(behind(element))].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) poor.add(`${element.className || element.tagName} "${walker.currentNode.data.trim().slice(0, 20)}": ${contrast.toFixed(2)}`);
  }
  return [...poor];
})()
