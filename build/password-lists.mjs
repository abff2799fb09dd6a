// Makes AdminConsole.Domain/Model/Passwords/Lists/*.txt.br from two npm packages, byte for byte the same every time:
//
//   mkdir -p .data/lists && cd .data/lists
//   npm pack @zxcvbn-ts/language-common@4.1.3 @zxcvbn-ts/language-fr@4.1.2
//   for p in common-4.1.3 fr-4.1.2; do mkdir -p $p && tar xzf zxcvbn-ts-language-$p.tgz -C $p; done
//   node ../../build/password-lists.mjs . ../../AdminConsole.Domain/Model/Passwords/Lists
//
// Run it again only to take a newer list; docs/decisions/0003-password-lists.md has origins and licences.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const [from, to] = process.argv.slice(2);
const read = (name, file) => JSON.parse(readFileSync(join(from, name, 'package/src', file), 'utf8'));
// The same folding as Model/Folding.cs, as far as these lists need it: they are compared with folded text.
const fold = (word) => word.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replace(/œ/g, 'oe').replace(/æ/g, 'ae');

function write(file, words) {
  // The most frequent first: the line number is the rank from which a guesser's effort is estimated.
  const text = [...new Set(words)].join('\n') + '\n';
  const packed = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } });
  writeFileSync(join(to, file), packed);
  console.log(`${file}: ${text.split('\n').length - 1} lines, ${text.length} bytes, ${packed.length} packed`);
}

const passwords = read('common-4.1.3', 'passwords.json');
write('common-passwords.txt.br', passwords.map(fold).filter((word) => /^\S{4,}$/.test(word)));

// Subtitles are cut at apostrophes and hyphens; those pieces are no words of their own.
write('french-words.txt.br', read('fr-4.1.2', 'commonWords.json').map(fold).filter((word) => /^[a-z]{3,}$/.test(word)));

// The package lists names by alphabet. Names that people use as passwords come first, in the order of that use.
const use = new Map(passwords.map((word, rank) => [word, rank]));
const names = [...read('fr-4.1.2', 'firstnames.json'), ...read('fr-4.1.2', 'lastnames.json')].map(fold).filter((name) => /^[a-z]{3,}$/.test(name));
write('french-names.txt.br', names.sort((a, b) => (use.get(a) ?? 1e6) - (use.get(b) ?? 1e6) || (a < b ? -1 : 1)));
