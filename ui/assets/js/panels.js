// Small maps side by side in one frame, which move and zoom together.
(() => {
  const { crowdMark, fetched, layerOf, makePanes, poleMark, showOnly, steps, tame, townMark } =
    window.atlas;
  const LEAST_ZOOM = 3;
  const MOST_ZOOM = 16;
  const MARGIN_PX = 18;
  // From this width on, all the maps stand in one row.
  const ROW_PX = 640;
  const WORLD = [
    [-180, -85],
    [180, -85],
    [180, 85],
    [-180, 85],
  ];

  function part(parent, tag, name) {
    const element = document.createElement(tag);
    element.className = name;
    parent.append(element);
    return element;
  }

  function makePanel(grid, setup, config, row) {
    const box = part(grid, "section", "atlas-panel");
    const title = part(box, "h4", "atlas-panel-title");
    const value = part(box, "p", "atlas-panel-value");
    const holder = part(box, "div", "atlas-panel-map");
    // Here too, whatever takes room stands before the maps measure themselves.
    Object.assign(box.style, {
      position: "relative",
      minWidth: "0",
      minHeight: "0",
      border: "1px solid #9aa5b1",
    });
    Object.assign(holder.style, { position: "absolute", inset: "0" });
    holder.setAttribute("role", "region");
    holder.setAttribute("aria-label", config.label);
    title.textContent = config.label;
    const map = L.map(holder, {
      preferCanvas: true,
      zoomSnap: 0,
      zoomControl: false,
      zoomAnimation: false,
      attributionControl: false,
      minZoom: LEAST_ZOOM,
      maxZoom: MOST_ZOOM,
    });
    makePanes(map, setup.panes);
    tame(map);
    if (row === 0) {
      L.control.zoom(setup.zoom).addTo(map);
    }
    L.control.scale({ imperial: false, maxWidth: 80 }).addTo(map);
    return { map, value, config, shown: new Map(), marks: L.layerGroup(), home: null };
  }

  // Where a panel stands when its territory fills it: centre and zoom.
  function homeOf({ map, config }) {
    const box = L.latLngBounds(config.bounds);
    const north = map.project(box.getNorthWest(), 0);
    const south = map.project(box.getSouthEast(), 0);
    const room = map.getSize();
    const zoom = Math.log2(
      Math.min(
        Math.max(room.x - MARGIN_PX, MARGIN_PX) / (south.x - north.x),
        Math.max(room.y - MARGIN_PX, MARGIN_PX) / (south.y - north.y),
      ),
    );
    return {
      centre: map.unproject(north.add(south).divideBy(2), 0),
      zoom: Math.max(LEAST_ZOOM, Math.min(zoom, MOST_ZOOM)),
    };
  }

  // Metres on the ground for a pixel grow with the cosine of the latitude.
  function shrink({ lat }) {
    return Math.log2(Math.cos((lat * Math.PI) / 180));
  }

  function homesOf(panels, isCommonScale) {
    const homes = panels.map(homeOf);
    if (isCommonScale) {
      const coarsest = Math.min(...homes.map(({ centre, zoom }) => zoom - shrink(centre)));
      for (const home of homes) {
        home.zoom = coarsest + shrink(home.centre);
      }
    }
    return homes;
  }

  // Frames the panels at every size of the frame, and lets all follow the one that is moved.
  function moveTogether(grid, panels, isCommonScale) {
    let moving = false;
    let size = "";

    const follow = (leader) => {
      if (moving || !leader.home) {
        return;
      }
      moving = true;
      const at = leader.map.getZoom();
      const deeper = at - leader.home.zoom;
      const shift = leader.map
        .project(leader.map.getCenter(), at)
        .subtract(leader.map.project(leader.home.centre, at));
      for (const { map, home } of panels.filter((panel) => panel !== leader)) {
        const zoom = home.zoom + deeper;
        const centre = map.project(home.centre, zoom).add(shift);
        map.setView(map.unproject(centre, zoom), zoom, { animate: false });
      }
      moving = false;
    };

    // The frame is given its size in steps: the maps are framed anew at each of them.
    const arrange = () => {
      const { innerWidth: width, innerHeight: height } = window;
      if (size === `${width}x${height}`) {
        return;
      }
      size = `${width}x${height}`;
      const narrow = panels.length > 2 ? 2 : 1;
      const columns = width >= ROW_PX ? panels.length : narrow;
      grid.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
      grid.style.gridAutoRows = "minmax(0, 1fr)";
      moving = true;
      for (const { map } of panels) {
        map.invalidateSize(false);
      }
      homesOf(panels, isCommonScale).forEach((home, row) => {
        panels[row].home = home;
        panels[row].map.setView(home.centre, home.zoom, { animate: false });
      });
      moving = false;
    };

    arrange();
    window.addEventListener("resize", arrange);
    for (const panel of panels) {
      panel.map.on("drag zoomend moveend", () => follow(panel));
    }
  }

  function ringsOf(data) {
    return data.features.flatMap(({ geometry }) =>
      geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat(),
    );
  }

  function drawRings(map, rings, style) {
    L.polygon(L.GeoJSON.coordsToLatLngs(rings, 1), {
      pane: "contour",
      interactive: false,
      ...style,
    }).addTo(map);
  }

  function drawOutline({ map, config }, setup) {
    fetched(config.outline, (data) => {
      const rings = ringsOf(data);
      drawRings(map, [WORLD, ...rings], setup.mask);
      drawRings(map, rings, setup.contour);
    });
  }

  function drawTowns({ map, config }) {
    fetched(config.towns, (data) => {
      for (const town of data.features.slice(0, config.names)) {
        const [lon, lat] = town.geometry.coordinates;
        townMark([lat, lon], town.properties.n).addTo(map);
      }
    });
  }

  // The small maps, empty but for what lies under every one of them.
  function panelBoard(base, setup) {
    base.getContainer().style.visibility = "hidden";
    const grid = part(document.body, "div", "atlas-panels");
    // Not in the style sheet, which may arrive after the maps have measured themselves.
    Object.assign(grid.style, { position: "fixed", inset: "0", display: "grid", gap: "6px" });
    const panels = setup.panels.map((config, row) => makePanel(grid, setup, config, row));
    window.atlasPanels = panels;
    moveTogether(grid, panels, setup.common);
    for (const panel of panels) {
      panel.marks.addTo(panel.map);
      for (const config of panel.config.layers) {
        layerOf(config).addTo(panel.map);
      }
      if (panel.config.outline) {
        drawOutline(panel, setup);
      }
      drawTowns(panel);
    }
  }

  // What filters change: colours, poles and figures of every small map.
  function panelContent(_map, content) {
    content.panels.forEach((wanted, row) => {
      const panel = window.atlasPanels[row];
      panel.value.textContent = wanted.value;
      const pictures = wanted.pictures.map((number) => content.pictures[number]);
      showOnly(panel.map, panel.shown, [...wanted.layers, ...pictures]);
      panel.marks.clearLayers();
      for (const crowd of wanted.crowds) {
        panel.marks.addLayer(crowdMark(crowd));
      }
      for (const pole of wanted.marks) {
        panel.marks.addLayer(poleMark(pole, 6));
      }
    });
  }

  Object.assign(steps, { panelBoard, panelContent });
})();
