import { LANGUAGES, languageNames, type Language } from '../words/language.js';
import { html, markup, type Html } from './html.js';

/** A choice between a few. */
export function select(
  name: string,
  label: string,
  chosen: string,
  options: readonly (readonly [value: string, text: string])[],
): Html {
  return html`<label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      ${options.map(
        ([value, text]) =>
          html`<option value="${value}" ${value === chosen ? markup(' selected') : ''}>${text}</option>`,
      )}
    </select>`;
}

export function languageSelect(label: string, chosen: Language): Html {
  return select(
    'language',
    label,
    chosen,
    LANGUAGES.map((language) => [language, languageNames[language]]),
  );
}

/** A line of text to type, with what is wrong with it said beside it. */
export function textField(
  name: string,
  label: string,
  options: {
    readonly value?: string;
    readonly hint?: string;
    readonly problem?: string | undefined;
    readonly type?: 'text' | 'password' | 'search';
    readonly autocomplete?: string;
    readonly most?: number;
    readonly required?: boolean;
  } = {},
): Html {
  const { value = '', hint, problem, type = 'text', autocomplete = 'off', most = 200 } = options;
  const described = [...(hint ? [`${name}-hint`] : []), ...(problem ? [`${name}-problem`] : [])].join(' ');
  return html`<label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      value="${value}"
      maxlength="${most}"
      autocomplete="${autocomplete}"
      autocapitalize="none"
      spellcheck="false"
      aria-describedby="${described}"
      aria-invalid="${problem ? 'true' : 'false'}"
      ${options.required === false ? '' : markup(' required')}
    />
    ${problem && html`<p class="problem" id="${name}-problem">${problem}</p>`}
    ${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}`;
}
