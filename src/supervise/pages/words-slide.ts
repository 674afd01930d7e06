import type { CellWord, SlideDecision } from '../../registry/review-book.js';
import type { Counted } from '../words/formats.js';
import type { InAllLanguages } from '../words/language.js';

/** One slide: what was found, on what it rests, and the review. */
export interface SlideWords {
  readonly slide: (label: string) => string;
  readonly preliminaryHint: string;
  readonly finalBy: (who: string, when: string) => string;
  readonly deviceResult: string;
  readonly deviceWording: string;
  readonly parasitaemia: string;
  readonly logarithmic: string;
  readonly counted: string;
  readonly calledInfected: string;
  readonly beforeCorrection: string;
  readonly quality: string;
  readonly allGood: string;
  readonly stainDots: (share: string) => string;
  readonly makeNewSlide: string;
  readonly about: string;
  readonly site: string;
  readonly device: string;
  readonly date: string;
  readonly received: string;
  readonly battery: string;
  readonly patient: string;
  readonly ageBand: string;
  readonly sex: string;
  readonly notKnown: string;
  readonly save: string;
  readonly model: string;
  readonly threshold: string;
  readonly cells: string;
  readonly cellsHint: string;
  readonly noCells: string;
  readonly allCells: Counted;
  readonly pictureToCome: string;
  readonly withoutPicture: Counted;
  readonly score: string;
  readonly label: Readonly<Record<CellWord['label'], string>>;
  readonly note: string;
  readonly fields: string;
  readonly fieldsHint: string;
  readonly field: (n: string) => string;
  readonly left: string;
  readonly state: string;
  readonly why: string;
  readonly fieldCounted: string;
  readonly checks: Readonly<
    Record<'usable-area' | 'focus' | 'exposure' | 'saturation' | 'density' | 'stain', string>
  >;
  readonly moreFields: string;
  readonly review: string;
  readonly decision: Readonly<Record<SlideDecision, string>>;
  readonly decisionHint: Readonly<Record<SlideDecision, string>>;
  readonly readersCount: string;
  readonly readersCountHint: string;
  readonly submit: string;
  readonly onlyReviewers: string;
  readonly history: string;
  readonly stated: string;
  readonly revised: (n: string) => string;
  readonly blindReading: string;
  readonly saidOfCells: Counted;
  readonly print: string;
  readonly reviewer: string;
  readonly notReviewed: string;
  readonly signature: string;
  readonly saved: string;
  readonly refused: Readonly<Record<'decision' | 'count' | 'note' | 'label' | 'no-such-cell', string>>;
}

export const slideWords: InAllLanguages<SlideWords> = {
  en: {
    slide: (label) => `Slide ${label}`,
    preliminaryHint: 'The device’s own statement. No person has confirmed it yet.',
    finalBy: (who, when) => `Reviewed by ${who}, ${when}`,
    deviceResult: 'The device’s result',
    deviceWording: 'In the device’s words',
    parasitaemia: 'Parasitaemia',
    logarithmic: 'Parasites per µL, logarithmic. Bar: 95 % interval. Dashed: 2 % and 10 % of red cells.',
    counted: 'Red cells counted',
    calledInfected: 'Called infected',
    beforeCorrection: 'before correction for false alarms and misses',
    quality: 'Quality',
    allGood: 'All fields good.',
    stainDots: (share) => `Dark dots on ${share} of red cells`,
    makeNewSlide: 'Dots can pass for parasites: filter the stain and make a new slide.',
    about: 'About this slide',
    site: 'Site',
    device: 'Device',
    date: 'Date',
    received: 'Received',
    battery: 'Battery at the last field',
    patient: 'Patient',
    ageBand: 'Age',
    sex: 'Sex',
    notKnown: 'not known',
    save: 'Save',
    model: 'Classifier',
    threshold: 'Threshold',
    cells: 'Cells worth a look',
    cellsHint: 'Those first of which the device knows least whether they are infected.',
    noCells: 'The device called no cell infected.',
    allCells: { one: 'Show {} cell', other: 'Show all {} cells' },
    pictureToCome: 'picture has not arrived',
    withoutPicture: { one: '{} more has no picture here', other: '{} more have no picture here' },
    score: 'score',
    label: {
      parasitized: 'Parasite',
      uninfected: 'No parasite',
      'not-a-red-cell': 'Not a red cell',
      unsure: 'Unsure',
    },
    note: 'Note',
    fields: 'Fields',
    fieldsHint: 'Boxes: cells that the device called infected.',
    field: (n) => `Field ${n}`,
    left: 'left out',
    state: 'In the result',
    why: 'Why not',
    fieldCounted: 'counted',
    checks: {
      'usable-area': 'too little of the smear in view: centre the camera',
      focus: 'out of focus',
      exposure: 'too dark',
      saturation: 'too bright',
      density: 'too crowded or too few cells',
      stain: 'stain too pale',
    },
    moreFields: 'All fields as a table',
    review: 'Your review',
    decision: {
      confirmed: 'Confirm the device’s result',
      positive: 'Positive',
      negative: 'Negative',
      unusable: 'Unusable slide',
    },
    decisionHint: {
      confirmed: 'You have looked, and it stands.',
      positive: 'You have seen parasites.',
      negative: 'You have looked yourself and seen none.',
      unusable: 'Nothing can be said: make a new slide.',
    },
    readersCount: 'Your own count, parasites per µL (optional)',
    readersCountHint: 'Only where you counted yourself.',
    submit: 'Make the result final',
    onlyReviewers: 'Reviewers can confirm or overrule this result.',
    history: 'History',
    stated: 'Device’s statement',
    revised: (n) => `Revision ${n}`,
    blindReading: 'blinded re-reading',
    saidOfCells: { one: '{} cell labelled', other: '{} cells labelled' },
    print: 'Print on one page',
    reviewer: 'Reviewer',
    notReviewed: 'Not reviewed by a person.',
    signature: 'Signature, date',
    saved: 'Saved.',
    refused: {
      decision: 'Choose a decision.',
      count: 'The count is a whole number from 0 to 10,000,000.',
      note: 'The note has at most 2,000 letters, on one line.',
      label: 'Choose one of the four labels.',
      'no-such-cell': 'This slide has no such cell.',
    },
  },
  fr: {
    slide: (label) => `Lame ${label}`,
    preliminaryHint: 'Ce que dit l’appareil. Personne ne l’a encore confirmé.',
    finalBy: (who, when) => `Relu par ${who}, ${when}`,
    deviceResult: 'Le résultat de l’appareil',
    deviceWording: 'Dans les termes de l’appareil (en anglais)',
    parasitaemia: 'Parasitémie',
    logarithmic:
      'Parasites par µL, échelle logarithmique. Barre\u202f: intervalle à 95\u202f%. Pointillés\u202f: 2\u202f% et 10\u202f% des globules rouges.',
    counted: 'Globules rouges comptés',
    calledInfected: 'Jugés infectés',
    beforeCorrection: 'avant correction des fausses alertes et des oublis',
    quality: 'Qualité',
    allGood: 'Tous les champs sont bons.',
    stainDots: (share) => `Points sombres sur ${share} des globules rouges`,
    makeNewSlide:
      'Ces points peuvent passer pour des parasites\u202f: filtrer le colorant et refaire une lame.',
    about: 'Sur cette lame',
    site: 'Site',
    device: 'Appareil',
    date: 'Date',
    received: 'Reçu',
    battery: 'Batterie au dernier champ',
    patient: 'Patient',
    ageBand: 'Âge',
    sex: 'Sexe',
    notKnown: 'inconnu',
    save: 'Enregistrer',
    model: 'Classifieur',
    threshold: 'Seuil',
    cells: 'Cellules à regarder',
    cellsHint: 'D’abord celles dont l’appareil sait le moins si elles sont infectées.',
    noCells: 'L’appareil n’a jugé aucune cellule infectée.',
    allCells: { one: 'Afficher {} cellule', other: 'Afficher les {} cellules' },
    pictureToCome: 'image pas encore arrivée',
    withoutPicture: { one: '{} autre n’a pas d’image ici', other: '{} autres n’ont pas d’image ici' },
    score: 'score',
    label: {
      parasitized: 'Parasite',
      uninfected: 'Pas de parasite',
      'not-a-red-cell': 'Autre objet',
      unsure: 'Pas sûr',
    },
    note: 'Remarque',
    fields: 'Champs',
    fieldsHint: 'Cadres\u202f: cellules que l’appareil a jugées infectées.',
    field: (n) => `Champ ${n}`,
    left: 'écarté',
    state: 'Dans le résultat',
    why: 'Pourquoi pas',
    fieldCounted: 'compté',
    checks: {
      'usable-area': 'trop peu du frottis en vue\u202f: centrer la caméra',
      focus: 'flou',
      exposure: 'trop sombre',
      saturation: 'trop clair',
      density: 'trop dense ou trop peu de cellules',
      stain: 'coloration trop pâle',
    },
    moreFields: 'Tous les champs en tableau',
    review: 'Votre relecture',
    decision: {
      confirmed: 'Confirmer le résultat de l’appareil',
      positive: 'Positif',
      negative: 'Négatif',
      unusable: 'Lame inutilisable',
    },
    decisionHint: {
      confirmed: 'Vous avez regardé, il tient.',
      positive: 'Vous avez vu des parasites.',
      negative: 'Vous avez regardé vous-même et n’en avez vu aucun.',
      unusable: 'On ne peut rien dire\u202f: refaire une lame.',
    },
    readersCount: 'Votre propre comptage, parasites par µL (facultatif)',
    readersCountHint: 'Seulement si vous avez compté vous-même.',
    submit: 'Rendre le résultat définitif',
    onlyReviewers: 'Les relecteurs peuvent confirmer ou corriger ce résultat.',
    history: 'Historique',
    stated: 'Ce que dit l’appareil',
    revised: (n) => `Révision ${n}`,
    blindReading: 'relecture en aveugle',
    saidOfCells: { one: '{} cellule jugée', other: '{} cellules jugées' },
    print: 'Imprimer sur une page',
    reviewer: 'Relecteur',
    notReviewed: 'Pas encore relu par une personne.',
    signature: 'Signature, date',
    saved: 'Enregistré.',
    refused: {
      decision: 'Choisissez une décision.',
      count: 'Le comptage est un nombre entier de 0 à 10 000 000.',
      note: 'La remarque a 2 000 lettres au plus, sur une ligne.',
      label: 'Choisissez un des quatre mots.',
      'no-such-cell': 'Cette lame n’a pas cette cellule.',
    },
  },
  pt: {
    slide: (label) => `Lâmina ${label}`,
    preliminaryHint: 'O que diz o aparelho. Ninguém o confirmou ainda.',
    finalBy: (who, when) => `Revisto por ${who}, ${when}`,
    deviceResult: 'O resultado do aparelho',
    deviceWording: 'Nas palavras do aparelho (em inglês)',
    parasitaemia: 'Parasitemia',
    logarithmic:
      'Parasitas por µL, escala logarítmica. Barra: intervalo de 95 %. Tracejado: 2 % e 10 % dos glóbulos vermelhos.',
    counted: 'Glóbulos vermelhos contados',
    calledInfected: 'Dados como infetados',
    beforeCorrection: 'antes de corrigir falsos alarmes e omissões',
    quality: 'Qualidade',
    allGood: 'Todos os campos bons.',
    stainDots: (share) => `Pontos escuros em ${share} dos glóbulos vermelhos`,
    makeNewSlide: 'Os pontos podem passar por parasitas: filtrar o corante e fazer nova lâmina.',
    about: 'Sobre esta lâmina',
    site: 'Local',
    device: 'Aparelho',
    date: 'Data',
    received: 'Recebido',
    battery: 'Bateria no último campo',
    patient: 'Doente',
    ageBand: 'Idade',
    sex: 'Sexo',
    notKnown: 'desconhecido',
    save: 'Guardar',
    model: 'Classificador',
    threshold: 'Limiar',
    cells: 'Células a ver',
    cellsHint: 'Primeiro aquelas de que o aparelho menos sabe se estão infetadas.',
    noCells: 'O aparelho não deu nenhuma célula como infetada.',
    allCells: { one: 'Mostrar {} célula', other: 'Mostrar as {} células' },
    pictureToCome: 'a imagem ainda não chegou',
    withoutPicture: { one: 'Mais {} não tem imagem aqui', other: 'Mais {} não têm imagem aqui' },
    score: 'pontuação',
    label: {
      parasitized: 'Parasita',
      uninfected: 'Sem parasita',
      'not-a-red-cell': 'Outro objeto',
      unsure: 'Não sei',
    },
    note: 'Nota',
    fields: 'Campos',
    fieldsHint: 'Caixas: células que o aparelho deu como infetadas.',
    field: (n) => `Campo ${n}`,
    left: 'excluído',
    state: 'No resultado',
    why: 'Porque não',
    fieldCounted: 'contado',
    checks: {
      'usable-area': 'pouco esfregaço à vista: centrar a câmara',
      focus: 'desfocado',
      exposure: 'escuro demais',
      saturation: 'claro demais',
      density: 'células a mais ou a menos',
      stain: 'coloração pálida demais',
    },
    moreFields: 'Todos os campos em tabela',
    review: 'A sua revisão',
    decision: {
      confirmed: 'Confirmar o resultado do aparelho',
      positive: 'Positivo',
      negative: 'Negativo',
      unusable: 'Lâmina inutilizável',
    },
    decisionHint: {
      confirmed: 'Viu a lâmina e o resultado mantém-se.',
      positive: 'Viu parasitas.',
      negative: 'Viu a lâmina e não encontrou nenhum.',
      unusable: 'Nada se pode dizer: fazer nova lâmina.',
    },
    readersCount: 'A sua contagem, parasitas por µL (facultativo)',
    readersCountHint: 'Só se contou você mesmo.',
    submit: 'Tornar o resultado final',
    onlyReviewers: 'Os revisores podem confirmar ou corrigir este resultado.',
    history: 'Histórico',
    stated: 'O que diz o aparelho',
    revised: (n) => `Revisão ${n}`,
    blindReading: 'releitura cega',
    saidOfCells: { one: '{} célula classificada', other: '{} células classificadas' },
    print: 'Imprimir numa página',
    reviewer: 'Revisor',
    notReviewed: 'Não foi revisto por ninguém.',
    signature: 'Assinatura, data',
    saved: 'Guardado.',
    refused: {
      decision: 'Escolha uma decisão.',
      count: 'A contagem é um número inteiro de 0 a 10 000 000.',
      note: 'A nota tem no máximo 2000 letras, numa linha.',
      label: 'Escolha uma das quatro palavras.',
      'no-such-cell': 'Esta lâmina não tem essa célula.',
    },
  },
  sw: {
    slide: (label) => `Slaidi ${label}`,
    preliminaryHint: 'Kauli ya kifaa. Hakuna mtu aliyeithibitisha bado.',
    finalBy: (who, when) => `Imehakikiwa na ${who}, ${when}`,
    deviceResult: 'Jibu la kifaa',
    deviceWording: 'Kwa maneno ya kifaa (Kiingereza)',
    parasitaemia: 'Kiwango cha vimelea',
    logarithmic:
      'Vimelea kwa µL, kipimo cha logi. Upau: kipindi cha 95 %. Nukta: 2 % na 10 % ya seli nyekundu.',
    counted: 'Seli nyekundu zilizohesabiwa',
    calledInfected: 'Zilizoonekana kuambukizwa',
    beforeCorrection: 'kabla ya kusahihisha makosa ya kifaa',
    quality: 'Ubora',
    allGood: 'Maeneo yote ni mazuri.',
    stainDots: (share) => `Nukta nyeusi kwenye ${share} ya seli nyekundu`,
    makeNewSlide: 'Nukta zaweza kufanana na vimelea: chuja rangi na andaa slaidi mpya.',
    about: 'Kuhusu slaidi hii',
    site: 'Kituo',
    device: 'Kifaa',
    date: 'Tarehe',
    received: 'Imepokelewa',
    battery: 'Betri wakati wa eneo la mwisho',
    patient: 'Mgonjwa',
    ageBand: 'Umri',
    sex: 'Jinsia',
    notKnown: 'haijulikani',
    save: 'Hifadhi',
    model: 'Modeli',
    threshold: 'Kizingiti',
    cells: 'Seli za kuangaliwa',
    cellsHint: 'Kwanza zile ambazo kifaa hakina uhakika nazo.',
    noCells: 'Kifaa hakikuona seli yoyote iliyoambukizwa.',
    allCells: { one: 'Onyesha seli {}', other: 'Onyesha seli zote {}' },
    pictureToCome: 'picha haijafika',
    withoutPicture: { one: 'Nyingine {} haina picha hapa', other: 'Nyingine {} hazina picha hapa' },
    score: 'alama',
    label: {
      parasitized: 'Kimelea',
      uninfected: 'Hakuna kimelea',
      'not-a-red-cell': 'Si seli nyekundu',
      unsure: 'Sina uhakika',
    },
    note: 'Maelezo',
    fields: 'Maeneo',
    fieldsHint: 'Visanduku: seli ambazo kifaa kiliona zimeambukizwa.',
    field: (n) => `Eneo ${n}`,
    left: 'limeachwa',
    state: 'Katika jibu',
    why: 'Kwa nini la',
    fieldCounted: 'limehesabiwa',
    checks: {
      'usable-area': 'sehemu ndogo yaonekana: weka kamera katikati',
      focus: 'fokasi si sawa',
      exposure: 'giza mno',
      saturation: 'mwanga mno',
      density: 'seli nyingi mno au chache mno',
      stain: 'rangi hafifu mno',
    },
    moreFields: 'Maeneo yote kwa jedwali',
    review: 'Uhakiki wako',
    decision: {
      confirmed: 'Thibitisha jibu la kifaa',
      positive: 'Vimelea vipo',
      negative: 'Hakuna vimelea',
      unusable: 'Slaidi haifai',
    },
    decisionHint: {
      confirmed: 'Umeangalia, na jibu ni sahihi.',
      positive: 'Umeona vimelea.',
      negative: 'Umeangalia mwenyewe na hukuona kimelea.',
      unusable: 'Haiwezekani kusema: andaa slaidi mpya.',
    },
    readersCount: 'Hesabu yako, vimelea kwa µL (si lazima)',
    readersCountHint: 'Ikiwa tu ulihesabu mwenyewe.',
    submit: 'Fanya jibu kuwa la mwisho',
    onlyReviewers: 'Wahakiki waweza kuthibitisha au kubadilisha jibu hili.',
    history: 'Historia',
    stated: 'Kauli ya kifaa',
    revised: (n) => `Marekebisho ${n}`,
    blindReading: 'usomaji upya wa siri',
    saidOfCells: { one: 'seli {} imewekewa lebo', other: 'seli {} zimewekewa lebo' },
    print: 'Chapisha kwenye ukurasa mmoja',
    reviewer: 'Mhakiki',
    notReviewed: 'Haijahakikiwa na mtu.',
    signature: 'Sahihi, tarehe',
    saved: 'Imehifadhiwa.',
    refused: {
      decision: 'Chagua uamuzi.',
      count: 'Hesabu ni namba kamili kuanzia 0 hadi 10,000,000.',
      note: 'Maelezo yasizidi herufi 2,000, kwenye mstari mmoja.',
      label: 'Chagua mojawapo ya maneno manne.',
      'no-such-cell': 'Slaidi hii haina seli hiyo.',
    },
  },
};
