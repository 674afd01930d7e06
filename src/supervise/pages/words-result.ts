import type { SlideBody } from '../../record/slide-body.js';
import type { SlideLine } from '../../registry/reading.js';
import type { Counted } from '../words/formats.js';
import type { InAllLanguages } from '../words/language.js';

/**
 * What a result is called. The device's "not seen" is nowhere called negative: it stands with the density below which the
 * device cannot see. "Negative" is a person's word.
 */
export interface ResultWords {
  readonly standing: Readonly<Record<SlideLine['standing'], string>>;
  readonly status: Readonly<Record<SlideLine['status'], string>>;
  readonly severity: Readonly<Record<'above-2-percent' | 'above-10-percent', string>>;
  /** Of an unclear slide that would be a high one if what was called infected is so. */
  readonly highIfSo: string;
  /** Of a slide whose interval reaches above 2 %. */
  readonly highNotExcluded: string;
  readonly parasitesPerMicrolitre: string;
  readonly perMicrolitre: string;
  readonly ofRedCells: string;
  readonly interval: string;
  readonly below: (bound: string) => string;
  /** "None seen in 5,012 red cells: below 12,000 per µL": never without its bound. */
  readonly notSeenIn: (cells: string, bound: string) => string;
  readonly unclearOf: Counted;
  /** The same in a list. */
  readonly called: Counted;
  readonly onlyCells: Counted;
  readonly redCells: Counted;
  readonly fields: Counted;
  readonly leftOut: Counted;
  readonly redCellsAre: Readonly<
    Record<SlideBody['result']['redCellsPerMicrolitre']['source'], (n: string) => string>
  >;
  readonly dirtyStain: string;
  readonly stopped: Readonly<Record<SlideBody['result']['stopped'], string>>;
  readonly deviceSaid: string;
  readonly byReviewer: string;
  readonly aid: string;
  readonly dateUnknown: (received: string) => string;
  readonly ageBand: Readonly<Record<'0-4' | '5-14' | '15+', string>>;
  readonly sex: Readonly<Record<'female' | 'male', string>>;
}

export const resultWords: InAllLanguages<ResultWords> = {
  en: {
    standing: {
      positive: 'Positive',
      'not-seen': 'No parasites seen',
      unclear: 'Unclear',
      'no-result': 'No result',
      negative: 'Negative',
      unusable: 'Unusable slide',
    },
    status: { preliminary: 'Not yet reviewed', final: 'Reviewed' },
    severity: {
      'above-2-percent': 'High: estimated above 2 % of red cells. Tell the clinician at once.',
      'above-10-percent': 'Severe: estimated above 10 % of red cells. Tell the clinician at once.',
    },
    highIfSo: 'If these are parasites, more than 2 % of red cells are infected: have them looked at at once.',
    highNotExcluded: 'More than 2 % of red cells infected is not excluded.',
    parasitesPerMicrolitre: 'parasites per µL',
    perMicrolitre: 'per µL',
    ofRedCells: 'of red cells',
    interval: '95 % interval',
    below: (bound) => `below ${bound}`,
    notSeenIn: (cells, bound) => `None seen in ${cells}: below ${bound} per µL`,
    unclearOf: {
      one: '{} cell looked infected, no more than false alarms can explain',
      other: '{} cells looked infected, no more than false alarms can explain',
    },
    called: {
      one: '{} cell called infected, perhaps falsely',
      other: '{} cells called infected, perhaps falsely',
    },
    onlyCells: { one: 'only {} red cell counted', other: 'only {} red cells counted' },
    redCells: { one: '{} red cell', other: '{} red cells' },
    fields: { one: '{} field', other: '{} fields' },
    leftOut: { one: '{} field left out', other: '{} fields left out' },
    redCellsAre: {
      assumed: (n) => `Per µL assumes ${n} red cells per µL: the patient’s own count was not entered.`,
      measured: (n) => `Per µL rests on the patient’s measured ${n} red cells per µL.`,
    },
    dirtyStain: 'Dirty stain',
    stopped: {
      'precision-reached': 'stopped: enough infected cells found',
      'cell-limit': 'stopped at the cell limit',
      'no-more-fields': 'all fields given were counted',
      'ended-early': 'ended before the count was complete',
      'still-counting': 'still counting: this can change',
    },
    deviceSaid: 'Device',
    byReviewer: 'by reviewer',
    aid: 'Screening aid: confirm by microscopist.',
    dateUnknown: (received) => `date unknown, received ${received}`,
    ageBand: { '0-4': '0–4 years', '5-14': '5–14 years', '15+': '15 years and over' },
    sex: { female: 'female', male: 'male' },
  },
  fr: {
    standing: {
      positive: 'Positif',
      'not-seen': 'Aucun parasite vu',
      unclear: 'Incertain',
      'no-result': 'Sans résultat',
      negative: 'Négatif',
      unusable: 'Lame inutilisable',
    },
    status: { preliminary: 'Pas encore relu', final: 'Relu' },
    severity: {
      'above-2-percent':
        'Élevé\u202f: estimé à plus de 2\u202f% des globules rouges. Prévenir le clinicien immédiatement.',
      'above-10-percent':
        'Grave\u202f: estimé à plus de 10\u202f% des globules rouges. Prévenir le clinicien immédiatement.',
    },
    highIfSo:
      'Si ce sont des parasites, plus de 2\u202f% des globules rouges sont infectés\u202f: les faire regarder tout de suite.',
    highNotExcluded: 'Plus de 2\u202f% de globules rouges infectés n’est pas exclu.',
    parasitesPerMicrolitre: 'parasites par µL',
    perMicrolitre: 'par µL',
    ofRedCells: 'des globules rouges',
    interval: 'intervalle à 95\u202f%',
    below: (bound) => `moins de ${bound}`,
    notSeenIn: (cells, bound) => `Aucun vu dans ${cells}\u202f: moins de ${bound} par µL`,
    unclearOf: {
      one: '{} cellule semblait infectée, pas plus que de fausses alertes n’en expliquent',
      other: '{} cellules semblaient infectées, pas plus que de fausses alertes n’en expliquent',
    },
    called: {
      one: '{} cellule jugée infectée, peut-être à tort',
      other: '{} cellules jugées infectées, peut-être à tort',
    },
    onlyCells: { one: 'seulement {} globule rouge compté', other: 'seulement {} globules rouges comptés' },
    redCells: { one: '{} globule rouge', other: '{} globules rouges' },
    fields: { one: '{} champ', other: '{} champs' },
    leftOut: { one: '{} champ écarté', other: '{} champs écartés' },
    redCellsAre: {
      assumed: (n) =>
        `Par µL\u202f: ${n} globules rouges par µL supposés\u202f; la numération du patient n’a pas été saisie.`,
      measured: (n) => `Par µL\u202f: d’après les ${n} globules rouges par µL mesurés chez le patient.`,
    },
    dirtyStain: 'Coloration sale',
    stopped: {
      'precision-reached': 'arrêté\u202f: assez de cellules infectées trouvées',
      'cell-limit': 'arrêté à la limite de cellules',
      'no-more-fields': 'tous les champs donnés ont été comptés',
      'ended-early': 'terminé avant la fin du comptage',
      'still-counting': 'comptage en cours\u202f: peut encore changer',
    },
    deviceSaid: 'Appareil',
    byReviewer: 'par le relecteur',
    aid: 'Aide au dépistage\u202f: à confirmer par un microscopiste.',
    dateUnknown: (received) => `date inconnue, reçu le ${received}`,
    ageBand: { '0-4': '0–4 ans', '5-14': '5–14 ans', '15+': '15 ans et plus' },
    sex: { female: 'féminin', male: 'masculin' },
  },
  pt: {
    standing: {
      positive: 'Positivo',
      'not-seen': 'Nenhum parasita visto',
      unclear: 'Incerto',
      'no-result': 'Sem resultado',
      negative: 'Negativo',
      unusable: 'Lâmina inutilizável',
    },
    status: { preliminary: 'Ainda não revisto', final: 'Revisto' },
    severity: {
      'above-2-percent': 'Elevado: estimado em mais de 2 % dos glóbulos vermelhos. Avisar já o clínico.',
      'above-10-percent': 'Grave: estimado em mais de 10 % dos glóbulos vermelhos. Avisar já o clínico.',
    },
    highIfSo: 'Se forem parasitas, mais de 2 % dos glóbulos vermelhos estão infetados: mandar vê-los já.',
    highNotExcluded: 'Não se exclui mais de 2 % de glóbulos vermelhos infetados.',
    parasitesPerMicrolitre: 'parasitas por µL',
    perMicrolitre: 'por µL',
    ofRedCells: 'dos glóbulos vermelhos',
    interval: 'intervalo de 95 %',
    below: (bound) => `menos de ${bound}`,
    notSeenIn: (cells, bound) => `Nenhum visto em ${cells}: menos de ${bound} por µL`,
    unclearOf: {
      one: '{} célula parecia infetada, não mais do que falsos alarmes explicam',
      other: '{} células pareciam infetadas, não mais do que falsos alarmes explicam',
    },
    called: {
      one: '{} célula dada como infetada, talvez por engano',
      other: '{} células dadas como infetadas, talvez por engano',
    },
    onlyCells: { one: 'só {} glóbulo vermelho contado', other: 'só {} glóbulos vermelhos contados' },
    redCells: { one: '{} glóbulo vermelho', other: '{} glóbulos vermelhos' },
    fields: { one: '{} campo', other: '{} campos' },
    leftOut: { one: '{} campo excluído', other: '{} campos excluídos' },
    redCellsAre: {
      assumed: (n) =>
        `Por µL: supõe ${n} glóbulos vermelhos por µL; a contagem do doente não foi introduzida.`,
      measured: (n) => `Por µL: com os ${n} glóbulos vermelhos por µL medidos no doente.`,
    },
    dirtyStain: 'Coloração suja',
    stopped: {
      'precision-reached': 'parou: células infetadas suficientes',
      'cell-limit': 'parou no limite de células',
      'no-more-fields': 'todos os campos dados foram contados',
      'ended-early': 'terminou antes de completar a contagem',
      'still-counting': 'ainda a contar: pode mudar',
    },
    deviceSaid: 'Aparelho',
    byReviewer: 'pelo revisor',
    aid: 'Ajuda à triagem: confirmar por microscopista.',
    dateUnknown: (received) => `data desconhecida, recebido em ${received}`,
    ageBand: { '0-4': '0–4 anos', '5-14': '5–14 anos', '15+': '15 anos ou mais' },
    sex: { female: 'feminino', male: 'masculino' },
  },
  sw: {
    standing: {
      positive: 'Vimelea vipo',
      'not-seen': 'Vimelea havikuonwa',
      unclear: 'Si wazi',
      'no-result': 'Hakuna jibu',
      negative: 'Hakuna vimelea (mhakiki)',
      unusable: 'Slaidi haifai',
    },
    status: { preliminary: 'Bado kuhakikiwa', final: 'Imehakikiwa' },
    severity: {
      'above-2-percent': 'Vingi: inakadiriwa zaidi ya 2 % ya seli nyekundu. Mjulishe daktari mara moja.',
      'above-10-percent': 'Hatari: inakadiriwa zaidi ya 10 % ya seli nyekundu. Mjulishe daktari mara moja.',
    },
    highIfSo: 'Kama hivi ni vimelea, zaidi ya 2 % ya seli nyekundu zimeambukizwa: ziangaliwe mara moja.',
    highNotExcluded: 'Zaidi ya 2 % ya seli nyekundu kuambukizwa haijaondolewa.',
    parasitesPerMicrolitre: 'vimelea kwa µL',
    perMicrolitre: 'kwa µL',
    ofRedCells: 'ya seli nyekundu',
    interval: 'kipindi cha 95 %',
    below: (bound) => `chini ya ${bound}`,
    notSeenIn: (cells, bound) => `Havikuonwa katika ${cells}: chini ya ${bound} kwa µL`,
    unclearOf: {
      one: 'seli {} ilionekana kuambukizwa; makosa ya kifaa yaweza kueleza hilo',
      other: 'seli {} zilionekana kuambukizwa; makosa ya kifaa yaweza kueleza hilo',
    },
    called: {
      one: 'seli {} ilionekana kuambukizwa, labda kwa makosa',
      other: 'seli {} zilionekana kuambukizwa, labda kwa makosa',
    },
    onlyCells: { one: 'seli nyekundu {} tu imehesabiwa', other: 'seli nyekundu {} tu zimehesabiwa' },
    redCells: { one: 'seli nyekundu {}', other: 'seli nyekundu {}' },
    fields: { one: 'eneo {}', other: 'maeneo {}' },
    leftOut: { one: 'eneo {} limeachwa', other: 'maeneo {} yameachwa' },
    redCellsAre: {
      assumed: (n) => `Kwa µL: seli nyekundu ${n} kwa µL zimekadiriwa; hesabu ya mgonjwa haikuingizwa.`,
      measured: (n) => `Kwa µL: kutokana na seli nyekundu ${n} kwa µL zilizopimwa kwa mgonjwa.`,
    },
    dirtyStain: 'Rangi chafu',
    stopped: {
      'precision-reached': 'imesimama: seli za kutosha zimepatikana',
      'cell-limit': 'imesimama kwenye kikomo cha seli',
      'no-more-fields': 'maeneo yote yaliyotolewa yamehesabiwa',
      'ended-early': 'imekatizwa kabla ya hesabu kukamilika',
      'still-counting': 'bado inahesabu: jibu laweza kubadilika',
    },
    deviceSaid: 'Kifaa',
    byReviewer: 'na mhakiki',
    aid: 'Msaada wa uchunguzi: mtaalamu wa hadubini athibitishe.',
    dateUnknown: (received) => `tarehe haijulikani, imepokelewa ${received}`,
    ageBand: { '0-4': 'miaka 0–4', '5-14': 'miaka 5–14', '15+': 'miaka 15 na zaidi' },
    sex: { female: 'mwanamke', male: 'mwanamume' },
  },
};
