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
  readonly parasitesPerMicrolitre: string;
  readonly perMicrolitre: string;
  readonly ofRedCells: string;
  readonly interval: string;
  readonly below: (bound: string) => string;
  /** "no parasites seen in 5,012 red cells, below 12,000/µL" */
  readonly notSeenIn: (cells: string, bound: string) => string;
  readonly unclearOf: Counted;
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
      'above-2-percent': 'High: above 2 % of red cells. Tell the clinician at once.',
      'above-10-percent': 'Severe: above 10 % of red cells. Tell the clinician at once.',
    },
    parasitesPerMicrolitre: 'parasites per µL',
    perMicrolitre: 'per µL',
    ofRedCells: 'of red cells',
    interval: '95 % interval',
    below: (bound) => `below ${bound}`,
    notSeenIn: (cells, bound) => `None seen in ${cells}: below ${bound} per µL, no lower bound`,
    unclearOf: {
      one: '{} cell looked infected, no more than false alarms can explain',
      other: '{} cells looked infected, no more than false alarms can explain',
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
      'above-2-percent': 'Élevé : plus de 2 % des globules rouges. Prévenir le clinicien immédiatement.',
      'above-10-percent': 'Grave : plus de 10 % des globules rouges. Prévenir le clinicien immédiatement.',
    },
    parasitesPerMicrolitre: 'parasites par µL',
    perMicrolitre: 'par µL',
    ofRedCells: 'des globules rouges',
    interval: 'intervalle à 95 %',
    below: (bound) => `moins de ${bound}`,
    notSeenIn: (cells, bound) => `Aucun vu dans ${cells} : moins de ${bound} par µL, sans borne inférieure`,
    unclearOf: {
      one: '{} cellule semblait infectée, pas plus que de fausses alertes n’en expliquent',
      other: '{} cellules semblaient infectées, pas plus que de fausses alertes n’en expliquent',
    },
    onlyCells: { one: 'seulement {} globule rouge compté', other: 'seulement {} globules rouges comptés' },
    redCells: { one: '{} globule rouge', other: '{} globules rouges' },
    fields: { one: '{} champ', other: '{} champs' },
    leftOut: { one: '{} champ écarté', other: '{} champs écartés' },
    redCellsAre: {
      assumed: (n) =>
        `Par µL : ${n} globules rouges par µL supposés ; la numération du patient n’a pas été saisie.`,
      measured: (n) => `Par µL : d’après les ${n} globules rouges par µL mesurés chez le patient.`,
    },
    dirtyStain: 'Coloration sale',
    stopped: {
      'precision-reached': 'arrêté : assez de cellules infectées trouvées',
      'cell-limit': 'arrêté à la limite de cellules',
      'no-more-fields': 'tous les champs donnés ont été comptés',
      'ended-early': 'terminé avant la fin du comptage',
      'still-counting': 'comptage en cours : peut encore changer',
    },
    deviceSaid: 'Appareil',
    byReviewer: 'par le relecteur',
    aid: 'Aide au dépistage : à confirmer par un microscopiste.',
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
      'above-2-percent': 'Elevado: mais de 2 % dos glóbulos vermelhos. Avisar já o clínico.',
      'above-10-percent': 'Grave: mais de 10 % dos glóbulos vermelhos. Avisar já o clínico.',
    },
    parasitesPerMicrolitre: 'parasitas por µL',
    perMicrolitre: 'por µL',
    ofRedCells: 'dos glóbulos vermelhos',
    interval: 'intervalo de 95 %',
    below: (bound) => `menos de ${bound}`,
    notSeenIn: (cells, bound) => `Nenhum visto em ${cells}: menos de ${bound} por µL, sem limite inferior`,
    unclearOf: {
      one: '{} célula parecia infetada, não mais do que falsos alarmes explicam',
      other: '{} células pareciam infetadas, não mais do que falsos alarmes explicam',
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
      'above-2-percent': 'Vingi: zaidi ya 2 % ya seli nyekundu. Mjulishe daktari mara moja.',
      'above-10-percent': 'Hatari: zaidi ya 10 % ya seli nyekundu. Mjulishe daktari mara moja.',
    },
    parasitesPerMicrolitre: 'vimelea kwa µL',
    perMicrolitre: 'kwa µL',
    ofRedCells: 'ya seli nyekundu',
    interval: 'kipindi cha 95 %',
    below: (bound) => `chini ya ${bound}`,
    notSeenIn: (cells, bound) =>
      `Havikuonwa katika ${cells}: chini ya ${bound} kwa µL, bila kikomo cha chini`,
    unclearOf: {
      one: 'seli {} ilionekana kuambukizwa; makosa ya kifaa yaweza kueleza hilo',
      other: 'seli {} zilionekana kuambukizwa; makosa ya kifaa yaweza kueleza hilo',
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
