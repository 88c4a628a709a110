// Evaluated again and again in the map's frame with the name of something to wait for; returns the
// moment it was first on screen, in milliseconds since 1970, or null. The first call in a document
// starts a look at every animation frame. (A script given to the browser beforehand would run in
// the frame's first, empty document only.)
(what) => {
  if (window.watched !== document) {
    const hasInk = (canvas) => {
      const probe = document.createElement("canvas");
      probe.width = probe.height = 48;
      const pen = probe.getContext("2d", { willReadFrequently: true });
      pen.drawImage(canvas, 0, 0, 48, 48);
      return pen.getImageData(0, 0, 48, 48).data.some((value) => value > 0);
    };
    const checks = {
      map: () => document.querySelector(".leaflet-map-pane:not([data-before])"),
      poles: () => document.querySelector(".atlas-pole:not([data-before])"),
      communes: () =>
        [...document.querySelectorAll(".leaflet-communes-pane canvas")].some(hasInk),
      // Every small map has its poles, and under them its picture or its shapes.
      panels: () => {
        const panels = [...document.querySelectorAll(".atlas-panel")];
        const isPainted = (panel) =>
          panel.querySelector(".atlas-pole:not([data-before])") &&
          ([...panel.querySelectorAll("img.atlas-picture")].some((image) => image.complete) ||
            [...panel.querySelectorAll(".leaflet-communes-pane canvas")].some(hasInk));
        return panels.length > 0 && panels.every(isPainted);
      },
      shapes: () => document.querySelector(".leaflet-overlay-pane path[d]"),
    };
    const look = () => {
      for (const [name, check] of Object.entries(checks)) {
        if (!(name in window.paintedAt) && check()) {
          window.paintedAt[name] = Date.now();
        }
      }
      requestAnimationFrame(look);
    };
    // Marks what is there now, so that only what comes later counts as painted.
    window.forgetPaint = () => {
      document.querySelectorAll(".atlas-pole, .leaflet-map-pane").forEach((part) => {
        part.dataset.before = "";
      });
      window.paintedAt = {};
    };
    window.watched = document;
    window.paintedAt = {};
    look();
  }
  return window.paintedAt[what] ?? null;
}
