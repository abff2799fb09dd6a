// The certified oidc-provider on a free port of this machine. What a dishonest or broken provider would do instead is told it at /control, because an honest
// one cannot be made to. Its first line of output is its issuer.
//   node oidc-provider.mjs <node_modules>
import http from 'node:http';
import { pathToFileURL } from 'node:url';

const modules = pathToFileURL(process.argv[2] + '/').href;
const { default: Provider } = await import(modules + 'oidc-provider/lib/index.js');
const jose = await import(modules + 'jose/dist/webapi/index.js');

let issuer, provider, listener, key, client = {}, conform = false, trick = null;

const freshKey = async () => {
  const { privateKey } = await jose.generateKeyPair('RS256', { extractable: true });
  return { ...(await jose.exportJWK(privateKey)), kid: crypto.randomUUID(), use: 'sig', alg: 'RS256' };
};

// A person is whatever was typed: his name is his subject, his login and, with a domain, his address.
const personOf = (id) => ({
  accountId: id,
  claims: () => ({ sub: id, preferred_username: id, email: `${id}@example.org`, mail: `${id}@example.org`, email_verified: trick !== 'unverified', external_id: id }),
});

const build = () => {
  provider = new Provider(issuer, {
    clients: [{
      client_id: 'console', client_secret: 'a secret of the client, long enough for HS256', token_endpoint_auth_method: 'client_secret_post',
      redirect_uris: ['http://127.0.0.1/unset'], ...client,
    }],
    jwks: { keys: [key] },
    cookies: { keys: ['a key for the cookies of a test'] },
    claims: { openid: ['sub'], profile: ['preferred_username', 'external_id'], email: ['email', 'mail', 'email_verified'] },
    conformIdTokenClaims: conform,
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        logoutSource: (context, form) => {
          context.body = page(`<h1>Partir ?</h1>${form}<button form="op.logoutForm" name="logout" value="yes">Partir</button>`);
        },
      },
    },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => personOf(id),
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Grant: 600, Session: 600 },
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({ clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  });
  provider.use(interact);
  provider.use(cheat);
  listener = provider.callback();
};

const page = (body) => `<!doctype html><html lang="fr"><title>Fournisseur d'identité</title><main>${body}</main></html>`;

const interact = async (context, next) => {
  const [, uid, abort] = /^\/interaction\/([^/]+)(\/abort)?$/.exec(context.path) ?? [];
  if (!uid) return next();
  if (abort) return provider.interactionFinished(context.req, context.res, { error: 'access_denied' }).then(() => { context.respond = false; });
  if (context.method === 'GET') {
    context.body = page(`<h1>Fournisseur d'identité</h1><form method="post" action="/interaction/${uid}">
      <label>Nom <input name="name" autofocus></label> <button>Entrer</button></form><a href="/interaction/${uid}/abort">Annuler</a>`);
    return undefined;
  }
  const chunks = [];
  for await (const chunk of context.req) chunks.push(chunk);
  const name = new URLSearchParams(Buffer.concat(chunks).toString()).get('name');
  context.respond = false;
  return provider.interactionFinished(context.req, context.res, { login: { accountId: name } });
};

const cheat = async (context, next) => {
  await next();
  const done = trick;
  if (!done) return;
  if (context.path === '/token' && context.body?.id_token) context.body = { ...context.body, id_token: await forge(done, context.body.id_token) };
  const location = context.response.get('location');
  if (done === 'iss-parameter' && location.startsWith(client.redirect_uris?.[0] ?? '-')) {
    context.set('location', location.replace(/iss=[^&]*/, 'iss=' + encodeURIComponent('https://another.example.org')));
  }
};

const forge = async (kind, token) => {
  const claims = jose.decodeJwt(token), header = jose.decodeProtectedHeader(token);
  const signed = async (changed, withKey = key) => new jose.SignJWT({ ...claims, ...changed })
    .setProtectedHeader({ ...header, kid: withKey.kid }).sign(await jose.importJWK(withKey, 'RS256'));
  switch (kind) {
    case 'nonce': return signed({ nonce: 'of somebody else' });
    case 'issuer': return signed({ iss: 'https://another.example.org' });
    case 'audience': return signed({ aud: 'another-client' });
    case 'expired': return signed({ iat: claims.iat - 7200, exp: claims.iat - 3600 });
    case 'unknown-key': return signed({}, await freshKey());
    case 'none': return new jose.UnsecuredJWT(claims).encode();
    case 'hs256': return new jose.SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode('a secret of the client, long enough for HS256'));
    default: return token;
  }
};

const control = async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const told = JSON.parse(Buffer.concat(chunks).toString() || '{}');
  if ('client' in told) ({ client, conform } = told);
  if ('trick' in told) trick = told.trick;
  if (told.rotate) key = await freshKey();
  if ('client' in told || told.rotate) build();
  response.end('{}');
};

key = await freshKey();
const server = http.createServer((request, response) => {
  if (request.url === '/control') return void control(request, response);
  // As one that has people identified by another service: by way of another site, and back.
  const { host } = request.headers, { port } = new URL(issuer);
  if (host.startsWith('localhost')) return void response.writeHead(302, { location: issuer + request.url + '&back=1' }).end();
  if (trick === 'roundabout' && /^\/(auth|session\/end)\?/.test(request.url) && !request.url.endsWith('&back=1')) {
    return void response.writeHead(302, { location: `http://localhost:${port}${request.url}` }).end();
  }
  if (trick === 'down' || (trick === 'token-down' && request.url === '/token')) return void request.socket.destroy();
  return void listener(request, response);
});
server.listen(0, '127.0.0.1', () => {
  issuer = `http://127.0.0.1:${server.address().port}`;
  build();
  console.log(issuer);
});
// Its end is that of the tests, however they end.
process.stdin.resume().on('end', () => process.exit());
