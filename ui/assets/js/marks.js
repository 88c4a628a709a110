// Marks of poles with their sheets, and of proposed sites.
(() => {
  const { fetched, steps } = window.atlas;
  const AREA_STYLE = {
    color: "#1B2A41",
    weight: 2,
    dashArray: "1 5",
    fillColor: "#1B2A41",
    fillOpacity: 0.08,
  };
  const OPENING_MS = 300;
  const LEAST_SAID_PX = 20;

  function named(mark, name) {
    return mark.on("add", () => mark.getElement().setAttribute("aria-label", name));
  }

  // The mark of a pole, `half` pixels around its place, with its name under the pointer.
  function poleMark(pole, half) {
    const mark = L.marker([pole.lat, pole.lon], {
      riseOnHover: true,
      // A list may be long: the poles of the register stay in sight.
      zIndexOffset: pole.tone.startsWith("own") ? -500 : 0,
      icon: L.divIcon({
        className: "atlas-mark",
        iconSize: [2 * half, 2 * half],
        iconAnchor: [half - pole.dx, half - pole.dy],
        html: `<span class="atlas-pole ${pole.tone}"></span>`,
      }),
    });
    mark.bindTooltip(pole.name, {
      className: "atlas-tooltip",
      offset: [half + pole.dx, pole.dy],
    });
    return named(mark, pole.alt);
  }

  // Many poles of a list as one circle, whose area tells how many; small ones have no room to say.
  function crowdMark(crowd) {
    const { size } = crowd;
    const said = size >= LEAST_SAID_PX ? crowd.count : "";
    const mark = L.marker([crowd.lat, crowd.lon], {
      riseOnHover: true,
      zIndexOffset: -1000 - size,
      icon: L.divIcon({
        className: "atlas-mark",
        iconSize: [size, size],
        html: `<span class="atlas-crowd">${said}</span>`,
      }),
    });
    mark.bindTooltip(crowd.name, { className: "atlas-tooltip", offset: [size / 2, 0] });
    return named(mark, crowd.alt);
  }

  function bindSheet(mark, pole) {
    const content = () => {
      // The frame still grows when the map is made: its size counts when a sheet opens.
      const { options } = mark.getPopup();
      options.maxWidth = Math.min(320, window.innerWidth - 100);
      options.maxHeight = Math.min(380, window.innerHeight - 110);
      return pole.sheet;
    };
    mark.bindPopup(content, {
      autoPanPaddingTopLeft: [48, 8],
      className: "atlas-sheet",
      offset: [pole.dx || 0, pole.dy || 0],
    });
  }

  // While the sheet of a pole is open, the territory it declares is drawn.
  function bindArea(map, mark, url) {
    let area = null;
    mark.on("popupopen", () =>
      fetched(url, (data) => {
        if (map.hasLayer(mark) && mark.isPopupOpen() && !area) {
          area = L.geoJSON(data, { pane: "declared", interactive: false, style: AREA_STYLE });
          area.addTo(map);
        }
      }),
    );
    mark.on("popupclose remove", () => {
      area?.remove();
      area = null;
    });
  }

  function poles(map, list, group) {
    for (const pole of list) {
      const mark = poleMark(pole, 8);
      bindSheet(mark, pole);
      if (pole.area) {
        bindArea(map, mark, pole.area);
      }
      mark.addTo(group);
      if (pole.open) {
        window.setTimeout(() => map.hasLayer(mark) && mark.openPopup(), OPENING_MS);
      }
    }
  }

  function crowds(_map, list, group) {
    for (const crowd of list) {
      const mark = crowdMark(crowd);
      bindSheet(mark, crowd);
      mark.addTo(group);
    }
  }

  function sites(_map, list, group) {
    for (const site of list) {
      const mark = L.marker([site.lat, site.lon], {
        riseOnHover: true,
        zIndexOffset: 1000,
        icon: L.divIcon({
          className: "atlas-site",
          iconSize: [24, 24],
          iconAnchor: [12, 34],
          html: `<span>${site.rank}</span>`,
        }),
      });
      mark.bindTooltip(site.told, { className: "atlas-tooltip", offset: [12, -22] });
      named(mark, site.alt).addTo(group);
    }
  }

  Object.assign(window.atlas, { poleMark, crowdMark });
  Object.assign(steps, { poles, crowds, sites });
})();
