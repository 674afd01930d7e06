import type { RefusalKind } from '../app/refusal.js';
import type { InAllLanguages } from './language.js';

export interface ErrorWords {
  /** Title, and what the reader can do. */
  readonly kinds: Readonly<Record<RefusalKind, readonly [title: string, advice: string]>>;
  readonly looksAgain: (seconds: string) => string;
  readonly tryAgainIn: (minutes: string) => string;
  /** Before the id that also stands in the log. */
  readonly reference: string;
  readonly toOverview: string;
}

export const errorWords: InAllLanguages<ErrorWords> = {
  en: {
    kinds: {
      'bad-request': [
        'This request cannot be read',
        'Go back and try again. If it happens again, tell your administrator the reference below.',
      ],
      'form-expired': [
        'This form is no longer valid',
        'Nothing was changed. Go back, reload the page and send the form again.',
      ],
      'not-allowed': [
        'You may not do this',
        'Your role does not allow it. An administrator can give you another role.',
      ],
      'not-found': ['Page not found', 'The address may be mistyped, or what it showed does not exist.'],
      conflict: ['Somebody else was faster', 'Nothing was changed. Reload the page to see how things stand.'],
      'too-large': ['Too large', 'More was sent than this page takes.'],
      'too-many': ['Too many requests', 'Wait a little, then try again.'],
      'no-storage': [
        'The data cannot be reached',
        'The database does not answer. Nothing was changed, and what devices send waits with them. Try again in a minute; if it lasts, tell your administrator the reference below.',
      ],
      fault: [
        'Something went wrong here',
        'The fault was recorded. Try again; if it lasts, tell your administrator the reference below.',
      ],
    },
    looksAgain: (seconds) => `This page looks again every ${seconds} seconds.`,
    tryAgainIn: (minutes) => `Try again in ${minutes} min.`,
    reference: 'Reference',
    toOverview: 'Go to the overview',
  },
  fr: {
    kinds: {
      'bad-request': [
        'Demande illisible',
        'Revenez en arrière et réessayez. Si cela se répète, communiquez la référence ci-dessous à votre administrateur.',
      ],
      'form-expired': [
        'Ce formulaire n’est plus valable',
        'Rien n’a été modifié. Revenez en arrière, rechargez la page et renvoyez le formulaire.',
      ],
      'not-allowed': [
        'Action non autorisée',
        'Votre rôle ne le permet pas. Un administrateur peut vous attribuer un autre rôle.',
      ],
      'not-found': [
        'Page introuvable',
        'L’adresse est peut-être erronée, ou l’élément demandé n’existe pas.',
      ],
      conflict: [
        'Quelqu’un vous a devancé',
        'Rien n’a été modifié. Rechargez la page pour voir la situation actuelle.',
      ],
      'too-large': ['Envoi trop volumineux', 'L’envoi dépasse ce que cette page accepte.'],
      'too-many': ['Trop de demandes', 'Patientez un peu, puis réessayez.'],
      'no-storage': [
        'Les données sont inaccessibles',
        'La base de données ne répond pas. Rien n’a été modifié, et ce que les appareils envoient attend chez eux. Réessayez dans une minute\u202f; si cela persiste, communiquez la référence ci-dessous à votre administrateur.',
      ],
      fault: [
        'Une erreur s’est produite',
        'Elle a été enregistrée. Réessayez\u202f; si cela persiste, communiquez la référence ci-dessous à votre administrateur.',
      ],
    },
    looksAgain: (seconds) => `Cette page réessaie toutes les ${seconds} secondes.`,
    tryAgainIn: (minutes) => `Réessayez dans ${minutes} min.`,
    reference: 'Référence',
    toOverview: 'Aller à l’accueil',
  },
  pt: {
    kinds: {
      'bad-request': [
        'Não foi possível ler este pedido',
        'Volte atrás e tente de novo. Se voltar a acontecer, indique a referência abaixo ao seu administrador.',
      ],
      'form-expired': [
        'Este formulário já não é válido',
        'Nada foi alterado. Volte atrás, recarregue a página e envie o formulário de novo.',
      ],
      'not-allowed': [
        'Não tem permissão',
        'A sua função não o permite. Um administrador pode atribuir-lhe outra função.',
      ],
      'not-found': ['Página não encontrada', 'O endereço pode estar errado, ou o que mostrava não existe.'],
      conflict: [
        'Outra pessoa foi mais rápida',
        'Nada foi alterado. Recarregue a página para ver a situação atual.',
      ],
      'too-large': ['Envio demasiado grande', 'Foi enviado mais do que esta página aceita.'],
      'too-many': ['Demasiados pedidos', 'Aguarde um pouco e tente de novo.'],
      'no-storage': [
        'Os dados não estão acessíveis',
        'A base de dados não responde. Nada foi alterado, e o que os aparelhos enviam espera neles. Tente de novo dentro de um minuto; se persistir, indique a referência abaixo ao seu administrador.',
      ],
      fault: [
        'Ocorreu um erro',
        'O erro ficou registado. Tente de novo; se persistir, indique a referência abaixo ao seu administrador.',
      ],
    },
    looksAgain: (seconds) => `Esta página tenta de novo a cada ${seconds} segundos.`,
    tryAgainIn: (minutes) => `Tente de novo dentro de ${minutes} min.`,
    reference: 'Referência',
    toOverview: 'Ir para o resumo',
  },
  sw: {
    kinds: {
      'bad-request': [
        'Ombi hili halisomeki',
        'Rudi nyuma ujaribu tena. Likitokea tena, mpe msimamizi wa mfumo namba ya rejea iliyo hapa chini.',
      ],
      'form-expired': [
        'Fomu hii imepitwa na wakati',
        'Hakuna kilichobadilishwa. Rudi nyuma, fungua ukurasa upya na utume fomu tena.',
      ],
      'not-allowed': [
        'Huna ruhusa',
        'Wadhifa wako hauruhusu jambo hili. Msimamizi wa mfumo anaweza kukupa wadhifa mwingine.',
      ],
      'not-found': ['Ukurasa haupatikani', 'Huenda anwani imekosewa, au kilichotafutwa hakipo.'],
      conflict: [
        'Mtu mwingine ametangulia',
        'Hakuna kilichobadilishwa. Fungua ukurasa upya uone hali ilivyo sasa.',
      ],
      'too-large': ['Ni kubwa mno', 'Kilichotumwa kinazidi kiasi ambacho ukurasa huu unapokea.'],
      'too-many': ['Maombi ni mengi mno', 'Subiri kidogo, kisha ujaribu tena.'],
      'no-storage': [
        'Data hazipatikani kwa sasa',
        'Hifadhidata haijibu. Hakuna kilichobadilishwa, na vinavyotumwa na vifaa vinasubiri humo. Jaribu tena baada ya dakika moja; tatizo likiendelea, mpe msimamizi wa mfumo namba ya rejea iliyo hapa chini.',
      ],
      fault: [
        'Kuna hitilafu imetokea',
        'Hitilafu imerekodiwa. Jaribu tena; ikiendelea, mpe msimamizi wa mfumo namba ya rejea iliyo hapa chini.',
      ],
    },
    looksAgain: (seconds) => `Ukurasa huu hujaribu tena kila baada ya sekunde ${seconds}.`,
    tryAgainIn: (minutes) => `Jaribu tena baada ya dakika ${minutes}.`,
    reference: 'Namba ya rejea',
    toOverview: 'Nenda kwenye muhtasari',
  },
};
