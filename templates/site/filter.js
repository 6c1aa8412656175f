// Hides the entries that do not hold what is typed. Without JavaScript the field is not shown.
(function () {
  var form = document.querySelector(".filter");
  if (!form) return;
  var field = form.querySelector("input"), said = form.querySelector("output");
  function fold(text) {
    text = text.toLowerCase();
    return text.normalize ? text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "") : text;
  }
  var days = [].map.call(document.querySelectorAll(".day"), function (day) {
    var heading = fold(day.querySelector("h2").textContent);
    return {
      element: day,
      entries: [].map.call(day.querySelectorAll("li"), function (entry) {
        return { element: entry, text: heading + " " + fold(entry.textContent) };
      })
    };
  });
  function apply() {
    var words = fold(field.value).split(/\s+/).filter(Boolean), any = false;
    days.forEach(function (day) {
      var shown = false;
      day.entries.forEach(function (entry) {
        var fits = words.every(function (word) { return entry.text.indexOf(word) >= 0; });
        entry.element.hidden = !fits;
        shown = shown || fits;
      });
      day.element.hidden = !shown;
      any = any || shown;
    });
    said.textContent = any ? "" : said.getAttribute("data-none");
  }
  form.hidden = false;
  field.addEventListener("input", apply);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  if (field.value) apply();
})();
