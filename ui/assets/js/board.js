// The map itself: panes in drawing order, what it frames, gestures that never trap the page.
(() => {
  const MARGIN_PX = 8;
  // A frame that is taken away shrinks to nothing first: no bounds fit in it.
  const LEAST_FRAME_PX = 50;
  // A frame of less has not got its height yet.
  const LEAST_HEIGHT_PX = 200;

  function makePanes(map, panes) {
    for (const { name, z, interactive } of panes) {
      const { style } = map.createPane(name);
      style.zIndex = z;
      style.pointerEvents = interactive ? "auto" : "none";
    }
  }

  // One finger scrolls past the map and two move it; the wheel zooms only after a click.
  function tame(map) {
    if (L.Browser.mobile) {
      map.dragging.disable();
      // It takes the focus at the first touch, which scrolls the page under the finger.
      map.keyboard.disable();
    }
    map.scrollWheelZoom.disable();
    map.on("click", () => map.scrollWheelZoom.enable());
    map.getContainer().addEventListener("mouseleave", () => map.scrollWheelZoom.disable());
  }

  // The page may make the frame lower than the map was asked to be: what was to be seen must fit
  // again, until the reader or an open sheet moves the map.
  function keepFramed(map, bounds) {
    const holder = map.getContainer();
    let touched = false;
    const touch = () => {
      touched = true;
    };
    for (const event of ["mousedown", "touchstart", "wheel", "keydown"]) {
      holder.addEventListener(event, touch, { passive: true });
    }
    const frame = () => {
      // Beside the margins of a frame without a size yet, nothing fits: the zoom would be
      // infinite. The map keeps the view it was made with until the frame grows.
      const size = map.getSize();
      if (size.x > 2 * MARGIN_PX && size.y > 2 * MARGIN_PX) {
        map.fitBounds(bounds, { padding: [MARGIN_PX, MARGIN_PX], animate: false });
      }
    };
    const fit = () => {
      if (window.innerHeight < LEAST_FRAME_PX || window.innerWidth < LEAST_FRAME_PX) {
        return;
      }
      holder.style.height = `${window.innerHeight}px`;
      map.invalidateSize();
      if (!touched && !holder.querySelector(".leaflet-popup")) {
        frame();
      }
    };
    frame();
    window.addEventListener("resize", fit);
    window.setTimeout(() => {
      if (window.innerHeight >= LEAST_HEIGHT_PX && window.innerHeight < holder.clientHeight) {
        fit();
      }
    }, 0);
  }

  function setup(map, { label, bounds, centre, panes }) {
    map.setView(centre, map.getZoom(), { animate: false });
    makePanes(map, panes);
    keepFramed(map, bounds);
    tame(map);
    const holder = map.getContainer();
    holder.setAttribute("role", "region");
    holder.setAttribute("aria-label", label);
    map.attributionControl.setPrefix(false);
    L.control.scale({ imperial: false }).addTo(map);
  }

  Object.assign(window.atlas, { makePanes, tame });
  window.atlas.steps.setup = setup;
})();
