import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { address, html, markup, type HtmlValue } from '../../src/supervise/layout/html.js';

/** What a browser makes of text: the five entities back into characters. */
function read(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    `" onload="x`,
    `' onload='x`,
    '&lt;',
    '-->',
    ']]>',
    '${x}',
    '\0',
  ),
);

describe('html', () => {
  it('shows any text as that text, in content and in a quoted attribute', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const content = html`<p>${text}</p>`.toString().slice(3, -4);
        expect(content).not.toMatch(/[<>"']/);
        expect(read(content)).toBe(text);
        const attribute = html`<p title="${text}"></p>`.toString().slice(10, -6);
        expect(attribute).toBe(content);
      }),
    );
  });

  it('escapes once, however deep text stands', () => {
    fc.assert(
      fc.property(nasty, fc.integer({ min: 0, max: 6 }), fc.boolean(), (text, depth, inLists) => {
        let value: HtmlValue = text;
        for (let i = 0; i < depth; i++) value = inLists ? [html`${value}`] : html`${value}`;
        expect(html`${value}`.toString()).toBe(html`${text}`.toString());
      }),
    );
  });

  it('writes nothing for what is not there, zero as 0', () => {
    expect(html`[${undefined}${null}${false}${[]}${0}${''}${[1, 'b', [markup('<i>')]]}]`.toString()).toBe(
      '[01b<i>]',
    );
  });

  it('leaves markup alone', () => {
    expect(html`${markup('<b>&amp;</b>')}`.toString()).toBe('<b>&amp;</b>');
  });
});

it('an address keeps its parameters, whatever they hold', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.integer(), (text, n) => {
      const url = new URL(address('/slides', { text, n, none: undefined, empty: '' }), 'http://host');
      expect([...url.searchParams]).toEqual([
        ['text', text],
        ['n', String(n)],
      ]);
    }),
  );
  expect(address('/slides')).toBe('/slides');
});
