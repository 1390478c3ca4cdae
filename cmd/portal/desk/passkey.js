// Passkeys: the page's button asks the browser, and the form is sent with the
// answer. Source: W3C, Web Authentication Level 3, sections 5.1.3 and 5.1.4.
(() => {
  'use strict';
  const part = document.getElementById('passkey');
  if (!part || !window.PublicKeyCredential) return;
  const form = document.getElementById(part.dataset.form);
  const said = document.getElementById('passkey-failed');
  const bytes = s => Uint8Array.from(atob(s.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
  const text = b => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const options = JSON.parse(part.dataset.options);
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const k of options.excludeCredentials || []) k.id = bytes(k.id);
  part.hidden = false;
  document.getElementById('passkey-do').addEventListener('click', async () => {
    // What the form needs beside is asked for first: a key that is made counts once.
    const empty = [...form.querySelectorAll('input[required]')].find(i => i.name !== 'code' && (!i.value || i.value.length < i.minLength ||
      i.name === 'again' && i.value !== form.elements.pass.value));
    if (empty) { empty.focus(); return; }
    said.hidden = true;
    try {
      const make = part.dataset.make === '1';
      const got = await (make ? navigator.credentials.create({ publicKey: options }) : navigator.credentials.get({ publicKey: options }));
      const r = got.response;
      const answer = { id: got.id, rawId: text(got.rawId), type: got.type, clientExtensionResults: {},
        response: { clientDataJSON: text(r.clientDataJSON) } };
      if (make) {
        answer.response.attestationObject = text(r.attestationObject);
      } else {
        answer.response.authenticatorData = text(r.authenticatorData);
        answer.response.signature = text(r.signature);
        if (r.userHandle) answer.response.userHandle = text(r.userHandle);
      }
      form.elements.credential.value = JSON.stringify(answer);
      form.submit();
    } catch {
      said.hidden = false;
      said.focus();
    }
  });
})();
