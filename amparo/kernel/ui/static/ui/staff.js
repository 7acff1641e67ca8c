// Saves what is being typed in <form data-draft="address">; the words it shows come from <body>.
(function () {
  "use strict";
  var words = document.body.dataset;
  var PAUSE = 2000; // ms without typing before a save
  var TICK = 15000; // ms between two refreshes of "saved N minutes ago"

  function statusOf(form) {
    var place = form.querySelector("[data-saved]");
    if (!place) {
      place = document.createElement("p");
      place.className = "saved";
      form.appendChild(place);
    }
    place.setAttribute("role", "status");
    return place;
  }

  function fieldsOf(form) {
    var fields = new FormData(form);
    form.querySelectorAll("[type=file], [type=password]").forEach(function (input) {
      fields.delete(input.name);
    });
    return fields;
  }

  function watch(form) {
    var place = statusOf(form);
    var savedAt = 0;
    var timer = 0;
    var sent = false; // once the form itself is sent, a late save must not bring its draft back

    function tell() {
      if (!savedAt) return;
      var minutes = Math.floor((Date.now() - savedAt) / 60000);
      place.textContent = minutes ? words.savedAgo.replace("{n}", minutes) : words.savedNow;
    }

    function fail(text) {
      savedAt = 0;
      place.textContent = text;
    }

    function save() {
      if (sent) return;
      fetch(form.dataset.draft, {
        method: "POST",
        body: fieldsOf(form),
        credentials: "same-origin",
        redirect: "manual"
      }).then(function (answer) {
        if (answer.type === "opaqueredirect") return fail(words.closed);
        if (!answer.ok) return fail(words.unsaved);
        savedAt = Date.now();
        tell();
      }).catch(function () { fail(words.unsaved); });
    }

    form.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(save, PAUSE);
    });
    form.addEventListener("submit", function () { sent = true; });
    setInterval(tell, TICK);
  }

  document.querySelectorAll("form[data-draft]").forEach(watch);
  var errors = document.querySelector(".errors");
  if (errors) errors.focus();
})();
