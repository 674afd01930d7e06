import type { InAllLanguages } from '../words/language.js';

/** The list of slides and its filters; the list of those that wait for a reviewer. */
export interface SlidesWords {
  readonly title: string;
  readonly review: string;
  readonly reviewHint: string;
  readonly filter: string;
  readonly site: string;
  readonly device: string;
  readonly result: string;
  readonly status: string;
  readonly label: string;
  readonly from: string;
  readonly to: string;
  readonly any: string;
  readonly apply: string;
  readonly clear: string;
  readonly none: string;
  readonly slide: string;
  readonly date: string;
  readonly cells: string;
  readonly next: string;
  readonly first: string;
  readonly export: string;
  readonly allDone: string;
  /** Said of a field of the filter that is none. */
  readonly badDate: string;
}

export const slidesWords: InAllLanguages<SlidesWords> = {
  en: {
    title: 'Slides',
    review: 'Waiting for review',
    reviewHint: 'Positive and unclear slides first: there a microscopist’s look changes most.',
    filter: 'Filter',
    site: 'Site',
    device: 'Device',
    result: 'Result in force',
    status: 'Review',
    label: 'Label contains',
    from: 'From day',
    to: 'To day',
    any: 'All',
    apply: 'Show',
    clear: 'Clear filter',
    none: 'No slide matches.',
    slide: 'Slide',
    date: 'Date',
    cells: 'Counted',
    next: 'Older slides',
    first: 'Newest slides',
    export: 'Export',
    allDone: 'Nothing of this kind waits for review.',
    badDate: 'Write days as year-month-day, for example 2026-11-23.',
  },
  fr: {
    title: 'Lames',
    review: 'À relire',
    reviewHint:
      'D’abord les lames positives et incertaines\u202f: c’est là qu’un microscopiste change le plus.',
    filter: 'Filtrer',
    site: 'Site',
    device: 'Appareil',
    result: 'Résultat en vigueur',
    status: 'Relecture',
    label: 'L’étiquette contient',
    from: 'Du jour',
    to: 'Au jour',
    any: 'Tous',
    apply: 'Afficher',
    clear: 'Effacer le filtre',
    none: 'Aucune lame ne correspond.',
    slide: 'Lame',
    date: 'Date',
    cells: 'Compté',
    next: 'Lames plus anciennes',
    first: 'Lames les plus récentes',
    export: 'Exporter',
    allDone: 'Rien de ce genre n’attend de relecture.',
    badDate: 'Écrivez les jours ainsi\u202f: année-mois-jour, par exemple 2026-11-23.',
  },
  pt: {
    title: 'Lâminas',
    review: 'Por rever',
    reviewHint: 'Primeiro as lâminas positivas e incertas: é aí que o microscopista mais muda.',
    filter: 'Filtrar',
    site: 'Local',
    device: 'Aparelho',
    result: 'Resultado em vigor',
    status: 'Revisão',
    label: 'O rótulo contém',
    from: 'Do dia',
    to: 'Ao dia',
    any: 'Todos',
    apply: 'Mostrar',
    clear: 'Limpar filtro',
    none: 'Nenhuma lâmina corresponde.',
    slide: 'Lâmina',
    date: 'Data',
    cells: 'Contado',
    next: 'Lâminas mais antigas',
    first: 'Lâminas mais recentes',
    export: 'Exportar',
    allDone: 'Nada deste tipo espera revisão.',
    badDate: 'Escreva os dias como ano-mês-dia, por exemplo 2026-11-23.',
  },
  sw: {
    title: 'Slaidi',
    review: 'Zasubiri uhakiki',
    reviewHint: 'Kwanza zenye vimelea na zisizo wazi: hapo mtaalamu hubadilisha zaidi.',
    filter: 'Chuja',
    site: 'Kituo',
    device: 'Kifaa',
    result: 'Jibu linalotumika',
    status: 'Uhakiki',
    label: 'Lebo ina',
    from: 'Kuanzia siku',
    to: 'Hadi siku',
    any: 'Zote',
    apply: 'Onyesha',
    clear: 'Ondoa kichujio',
    none: 'Hakuna slaidi inayolingana.',
    slide: 'Slaidi',
    date: 'Tarehe',
    cells: 'Zilizohesabiwa',
    next: 'Slaidi za zamani',
    first: 'Slaidi mpya kabisa',
    export: 'Hamisha data',
    allDone: 'Hakuna ya aina hii inayosubiri uhakiki.',
    badDate: 'Andika siku hivi: mwaka-mwezi-siku, kwa mfano 2026-11-23.',
  },
};
