import type { Counted } from '../words/formats.js';
import type { InAllLanguages } from '../words/language.js';

/** Random samples for blinded re-reading. */
export interface SamplesWords {
  readonly title: string;
  readonly why: string;
  readonly draw: string;
  readonly site: string;
  readonly allSites: string;
  readonly from: string;
  readonly to: string;
  readonly size: string;
  readonly seed: string;
  readonly seedHint: string;
  readonly none: string;
  readonly sample: (n: string) => string;
  readonly drawnBy: (who: string, when: string) => string;
  readonly period: string;
  readonly readOf: (read: string, all: string) => string;
  readonly someOf: (some: string, all: string) => string;
  readonly slidesOf: Counted;
  readonly read: string;
  readonly outcome: string;
  readonly outcomeAfter: string;
  readonly measure: string;
  readonly count: string;
  readonly share: string;
  readonly agree: string;
  readonly falsePositive: string;
  readonly falseNegative: string;
  readonly within25: string;
  readonly within25Hint: string;
  readonly unclearHint: string;
  readonly wilson: string;
  readonly nothingRead: string;
  readonly reading: string;
  readonly number: (n: string, all: string) => string;
  readonly blindHint: string;
  readonly pictures: string;
  readonly picturesHint: string;
  readonly send: string;
  readonly skip: string;
  readonly done: string;
  readonly seenBefore: Counted;
  readonly wrongForm: string;
  readonly noSlides: string;
}

export const samplesWords: InAllLanguages<SamplesWords> = {
  en: {
    title: 'Blinded re-reading',
    why: 'A random sample, read again by people who do not see the device’s result, shows how far the device can be trusted here.',
    draw: 'Draw a sample',
    site: 'Site',
    allSites: 'All sites',
    from: 'From day',
    to: 'To day',
    size: 'Slides',
    seed: 'Seed',
    seedHint: 'Any number. With the same seed the draw can be repeated, so that everybody sees it was fair.',
    none: 'No sample has been drawn yet.',
    sample: (n) => `Sample ${n}`,
    drawnBy: (who, when) => `Drawn by ${who}, ${when}`,
    period: 'Period',
    readOf: (read, all) => `${read} of ${all} read`,
    someOf: (some, all) => `${some} of ${all}`,
    slidesOf: { one: '{} slide', other: '{} slides' },
    read: 'Read the next slide',
    outcome: 'Agreement with the device',
    outcomeAfter: 'You still have slides of this sample to read: read them first.',
    measure: 'Measure',
    count: 'Slides',
    share: 'Share (95 %, Wilson)',
    agree: 'Device and reader agree',
    falsePositive: 'Device positive, reader negative',
    falseNegative: 'Device saw none, reader positive',
    within25: 'Density within ±25 % of the reader’s count',
    within25Hint: 'WHO grades readers: expert 50 % of slides, reference 40 %, competent 30 %.',
    unclearHint: 'A slide that the device called unclear agrees with nobody.',
    wilson: 'Intervals take slides as independent of each other.',
    nothingRead: 'No slide of this sample has been read yet.',
    reading: 'Blinded reading',
    number: (n, all) => `Slide ${n} of ${all}`,
    blindHint: 'Fetch this slide and read it under your microscope. What the device said is not shown here.',
    pictures: 'Pictures of fields, without marks',
    picturesHint: 'The device chose which fields it sent. Do not read from these alone.',
    send: 'Send and go on',
    skip: 'Slide not at hand: next one',
    done: 'You have read all slides of this sample that are yours to read. Thank you.',
    seenBefore: {
      one: '{} slide is left to others: you have already seen the device’s result.',
      other: '{} slides are left to others: you have already seen the device’s result.',
    },
    wrongForm: 'Give two days (year-month-day), 1 to 200 slides, and a whole number as seed.',
    noSlides: 'No slides in this period at this site.',
  },
  fr: {
    title: 'Relecture en aveugle',
    why: 'Un échantillon au hasard, relu par des personnes qui ne voient pas le résultat de l’appareil, montre à quel point on peut s’y fier ici.',
    draw: 'Tirer un échantillon',
    site: 'Site',
    allSites: 'Tous les sites',
    from: 'Du jour',
    to: 'Au jour',
    size: 'Lames',
    seed: 'Graine',
    seedHint:
      'Un nombre quelconque. Avec la même graine le tirage peut être refait, et chacun voit qu’il était honnête.',
    none: 'Aucun échantillon n’a encore été tiré.',
    sample: (n) => `Échantillon ${n}`,
    drawnBy: (who, when) => `Tiré par ${who}, ${when}`,
    period: 'Période',
    readOf: (read, all) => `${read} relues sur ${all}`,
    someOf: (some, all) => `${some} sur ${all}`,
    slidesOf: { one: '{} lame', other: '{} lames' },
    read: 'Lire la lame suivante',
    outcome: 'Accord avec l’appareil',
    outcomeAfter: 'Il vous reste des lames de cet échantillon à lire\u202f: lisez-les d’abord.',
    measure: 'Mesure',
    count: 'Lames',
    share: 'Part (95\u202f%, Wilson)',
    agree: 'Appareil et relecteur d’accord',
    falsePositive: 'Appareil positif, relecteur négatif',
    falseNegative: 'Appareil n’en a vu aucun, relecteur positif',
    within25: 'Densité à ±25\u202f% du comptage du relecteur',
    within25Hint:
      'L’OMS classe les lecteurs\u202f: expert 50\u202f% des lames, référence 40\u202f%, compétent 30\u202f%.',
    unclearHint: 'Une lame que l’appareil dit incertaine n’est d’accord avec personne.',
    wilson: 'Les intervalles supposent les lames indépendantes entre elles.',
    nothingRead: 'Aucune lame de cet échantillon n’a encore été relue.',
    reading: 'Lecture en aveugle',
    number: (n, all) => `Lame ${n} sur ${all}`,
    blindHint:
      'Prenez cette lame et lisez-la sous votre microscope. Ce qu’a dit l’appareil n’est pas montré ici.',
    pictures: 'Images de champs, sans marques',
    picturesHint: 'L’appareil a choisi les champs envoyés. Ne lisez pas d’après elles seules.',
    send: 'Envoyer et continuer',
    skip: 'Lame absente\u202f: suivante',
    done: 'Vous avez lu toutes les lames de cet échantillon qui vous revenaient. Merci.',
    seenBefore: {
      one: '{} lame est laissée à d’autres\u202f: vous avez déjà vu le résultat de l’appareil.',
      other: '{} lames sont laissées à d’autres\u202f: vous avez déjà vu le résultat de l’appareil.',
    },
    wrongForm: 'Donnez deux jours (année-mois-jour), 1 à 200 lames et un nombre entier comme graine.',
    noSlides: 'Aucune lame dans cette période sur ce site.',
  },
  pt: {
    title: 'Releitura cega',
    why: 'Uma amostra ao acaso, relida por pessoas que não veem o resultado do aparelho, mostra quanto se pode confiar nele aqui.',
    draw: 'Tirar uma amostra',
    site: 'Local',
    allSites: 'Todos os locais',
    from: 'Do dia',
    to: 'Ao dia',
    size: 'Lâminas',
    seed: 'Semente',
    seedHint:
      'Um número qualquer. Com a mesma semente o sorteio pode repetir-se, e todos veem que foi justo.',
    none: 'Ainda não foi tirada nenhuma amostra.',
    sample: (n) => `Amostra ${n}`,
    drawnBy: (who, when) => `Tirada por ${who}, ${when}`,
    period: 'Período',
    readOf: (read, all) => `${read} de ${all} lidas`,
    someOf: (some, all) => `${some} de ${all}`,
    slidesOf: { one: '{} lâmina', other: '{} lâminas' },
    read: 'Ler a lâmina seguinte',
    outcome: 'Concordância com o aparelho',
    outcomeAfter: 'Ainda tem lâminas desta amostra por ler: leia-as primeiro.',
    measure: 'Medida',
    count: 'Lâminas',
    share: 'Parte (95 %, Wilson)',
    agree: 'Aparelho e leitor concordam',
    falsePositive: 'Aparelho positivo, leitor negativo',
    falseNegative: 'Aparelho não viu nenhum, leitor positivo',
    within25: 'Densidade a ±25 % da contagem do leitor',
    within25Hint: 'A OMS classifica os leitores: perito 50 % das lâminas, referência 40 %, competente 30 %.',
    unclearHint: 'Uma lâmina que o aparelho diz incerta não concorda com ninguém.',
    wilson: 'Os intervalos supõem lâminas independentes entre si.',
    nothingRead: 'Ainda não foi lida nenhuma lâmina desta amostra.',
    reading: 'Leitura cega',
    number: (n, all) => `Lâmina ${n} de ${all}`,
    blindHint: 'Pegue nesta lâmina e leia-a ao seu microscópio. O que disse o aparelho não se mostra aqui.',
    pictures: 'Imagens de campos, sem marcas',
    picturesHint: 'O aparelho escolheu os campos que enviou. Não leia só por elas.',
    send: 'Enviar e continuar',
    skip: 'Lâmina não disponível: seguinte',
    done: 'Leu todas as lâminas desta amostra que lhe cabiam. Obrigado.',
    seenBefore: {
      one: '{} lâmina fica para outros: já viu o resultado do aparelho.',
      other: '{} lâminas ficam para outros: já viu o resultado do aparelho.',
    },
    wrongForm: 'Dê dois dias (ano-mês-dia), 1 a 200 lâminas e um número inteiro como semente.',
    noSlides: 'Nenhuma lâmina neste período neste local.',
  },
  sw: {
    title: 'Usomaji upya wa siri',
    why: 'Sampuli ya nasibu, inayosomwa upya na watu wasioona jibu la kifaa, huonyesha kifaa kinaweza kuaminiwa kiasi gani hapa.',
    draw: 'Chukua sampuli',
    site: 'Kituo',
    allSites: 'Vituo vyote',
    from: 'Kuanzia siku',
    to: 'Hadi siku',
    size: 'Slaidi',
    seed: 'Mbegu',
    seedHint:
      'Namba yoyote. Kwa mbegu ileile sampuli yaweza kuchukuliwa tena, ili kila mtu aone ilikuwa ya haki.',
    none: 'Hakuna sampuli iliyochukuliwa bado.',
    sample: (n) => `Sampuli ${n}`,
    drawnBy: (who, when) => `Imechukuliwa na ${who}, ${when}`,
    period: 'Kipindi',
    readOf: (read, all) => `${read} kati ya ${all} zimesomwa`,
    someOf: (some, all) => `${some} kati ya ${all}`,
    slidesOf: { one: 'slaidi {}', other: 'slaidi {}' },
    read: 'Soma slaidi inayofuata',
    outcome: 'Kukubaliana na kifaa',
    outcomeAfter: 'Bado una slaidi za sampuli hii za kusoma: zisome kwanza.',
    measure: 'Kipimo',
    count: 'Slaidi',
    share: 'Sehemu (95 %, Wilson)',
    agree: 'Kifaa na msomaji wanakubaliana',
    falsePositive: 'Kifaa: vimelea vipo; msomaji: hakuna',
    falseNegative: 'Kifaa hakikuona; msomaji: vipo',
    within25: 'Kiwango ndani ya ±25 % ya hesabu ya msomaji',
    within25Hint: 'WHO hupanga wasomaji: bingwa 50 % ya slaidi, rejea 40 %, stadi 30 %.',
    unclearHint: 'Slaidi ambayo kifaa kiliita si wazi haikubaliani na yeyote.',
    wilson: 'Vipindi huchukulia slaidi kuwa huru moja na nyingine.',
    nothingRead: 'Hakuna slaidi ya sampuli hii iliyosomwa bado.',
    reading: 'Usomaji wa siri',
    number: (n, all) => `Slaidi ${n} kati ya ${all}`,
    blindHint: 'Chukua slaidi hii uisome kwa hadubini yako. Kilichosemwa na kifaa hakionyeshwi hapa.',
    pictures: 'Picha za maeneo, bila alama',
    picturesHint: 'Kifaa kilichagua maeneo ya kutuma. Usisome kwa picha hizi pekee.',
    send: 'Tuma na uendelee',
    skip: 'Slaidi haipo: inayofuata',
    done: 'Umesoma slaidi zote za sampuli hii zilizo zako. Asante.',
    seenBefore: {
      one: 'Slaidi {} imeachiwa wengine: tayari umeona jibu la kifaa.',
      other: 'Slaidi {} zimeachiwa wengine: tayari umeona jibu la kifaa.',
    },
    wrongForm: 'Toa siku mbili (mwaka-mwezi-siku), slaidi 1 hadi 200, na namba kamili kama mbegu.',
    noSlides: 'Hakuna slaidi katika kipindi hiki kwenye kituo hiki.',
  },
};
