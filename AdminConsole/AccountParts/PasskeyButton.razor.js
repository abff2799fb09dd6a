// A button by which a browser makes or shows a passkey: it asks this site for a question, and sends the form with the answer.
if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = false;
}

document.addEventListener("click", async event => {
  const part = event.target.closest?.("[data-passkey-go]")?.closest("[data-passkey]");
  if (!part || part.dataset.busy) return;
  const form = part.closest("form");
  const failed = part.querySelector("[data-passkey-failed]");
  const making = part.hasAttribute("data-passkey-new");
  part.dataset.busy = "true";
  failed.hidden = true;
  try {
    const token = form.querySelector("[name=__RequestVerificationToken]").value;
    const answer = await fetch(part.dataset.passkey, { method: "POST", body: new URLSearchParams({ __RequestVerificationToken: token }) });
    if (!answer.ok) throw new Error(answer.status);
    const question = await answer.json();
    const credential = making
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question) });
    part.querySelector("[type=hidden]").value = JSON.stringify(credential);
    form.noValidate = true;
    form.requestSubmit();
  } catch {
    // Given up, or none that fits: the person may try again or go another way.
    failed.hidden = false;
  } finally {
    delete part.dataset.busy;
  }
});
