// Reads JSON lines {key, corp, token, seal} or {key, token, open, timestamp, nonce}; answers each.
const crypto = require("./wecom_crypto.js");
const lines = require("readline").createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const ask = JSON.parse(line);
  if (ask.seal !== undefined) {
    const encrypt = crypto.encrypt(ask.key, ask.seal, ask.corp);
    const signature = crypto.getSignature(ask.token, ask.timestamp, ask.nonce, encrypt);
    console.log(JSON.stringify({ encrypt, signature }));
  } else {
    const { message, id } = crypto.decrypt(ask.key, ask.open);
    const signature = crypto.getSignature(ask.token, ask.timestamp, ask.nonce, ask.open);
    console.log(JSON.stringify({ message, id, signature }));
  }
});
