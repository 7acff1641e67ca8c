// Wires the button of each page to the accounts library's functions for passkeys.
// <button data-key="name of the function" data-credential="id of the hidden field" …>
(function () {
  "use strict";
  document.querySelectorAll("[data-key]").forEach(function (button) {
    allauth.webauthn.forms[button.dataset.key]({
      ids: {
        login: button.id,
        authenticate: button.id,
        add: button.id,
        credential: button.dataset.credential,
        passwordless: button.dataset.passwordless,
        data: "js_data"
      }
    });
  });
})();
