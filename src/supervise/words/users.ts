import type { Role } from '../../registry/user-book.js';
import type { InAllLanguages } from './language.js';

/** Administration of users. */
export interface UsersWords {
  readonly users: string;
  readonly name: string;
  readonly role: string;
  readonly language: string;
  readonly state: string;
  readonly active: string;
  readonly disabled: string;
  readonly you: string;
  readonly may: Readonly<Record<Role, string>>;
  readonly add: string;
  readonly addUser: string;
  readonly nameRule: string;
  readonly nameTaken: string;
  readonly save: string;
  readonly saved: string;
  readonly mayLogIn: string;
  readonly newPassword: string;
  readonly newPasswordWhy: string;
  readonly handOver: (name: string) => string;
  readonly shownOnce: string;
  readonly lastAdmin: string;
}

export const usersWords: InAllLanguages<UsersWords> = {
  en: {
    users: 'Users',
    name: 'User name',
    role: 'Role',
    language: 'Language',
    state: 'State',
    active: 'Active',
    disabled: 'Disabled',
    you: 'you',
    may: {
      viewer: 'sees everything, changes nothing',
      reviewer: 'also reviews slides and draws samples',
      admin: 'also manages users, devices and quarantine',
    },
    add: 'Add a user',
    addUser: 'Add user',
    nameRule: 'Letters, digits and . _ - @, at most 60. Capital and small letters are the same.',
    nameTaken: 'There is a user of this name already.',
    save: 'Save',
    saved: 'Saved.',
    mayLogIn: 'May sign in',
    newPassword: 'Make a new password',
    newPasswordWhy: 'The old password stops working, and the user is signed out everywhere.',
    handOver: (name) => `Password of ${name}`,
    shownOnce:
      'It is shown only this once. Hand it over in person; the user can change it under “My account”.',
    lastAdmin: 'This is the only administrator who can sign in: make another one first.',
  },
  fr: {
    users: 'Utilisateurs',
    name: 'Nom d’utilisateur',
    role: 'Rôle',
    language: 'Langue',
    state: 'État',
    active: 'Actif',
    disabled: 'Désactivé',
    you: 'vous',
    may: {
      viewer: 'voit tout, ne modifie rien',
      reviewer: 'relit aussi les lames et tire des échantillons',
      admin: 'gère aussi les utilisateurs, les appareils et la quarantaine',
    },
    add: 'Ajouter un utilisateur',
    addUser: 'Ajouter',
    nameRule: 'Lettres, chiffres et . _ - @, 60 au plus. Majuscules et minuscules se valent.',
    nameTaken: 'Un utilisateur porte déjà ce nom.',
    save: 'Enregistrer',
    saved: 'Enregistré.',
    mayLogIn: 'Peut se connecter',
    newPassword: 'Créer un nouveau mot de passe',
    newPasswordWhy:
      'L’ancien mot de passe ne vaut plus, et toutes les sessions de l’utilisateur sont fermées.',
    handOver: (name) => `Mot de passe de ${name}`,
    shownOnce:
      'Il n’est affiché que cette fois. Remettez-le en main propre\u202f; l’utilisateur peut le changer sous «\u202fMon compte\u202f».',
    lastAdmin: 'C’est le seul administrateur qui puisse se connecter\u202f: désignez-en d’abord un autre.',
  },
  pt: {
    users: 'Utilizadores',
    name: 'Nome de utilizador',
    role: 'Função',
    language: 'Língua',
    state: 'Estado',
    active: 'Activo',
    disabled: 'Desactivado',
    you: 'você',
    may: {
      viewer: 'vê tudo, não altera nada',
      reviewer: 'também revê lâminas e tira amostras',
      admin: 'também gere utilizadores, aparelhos e quarentena',
    },
    add: 'Acrescentar um utilizador',
    addUser: 'Acrescentar',
    nameRule: 'Letras, algarismos e . _ - @, no máximo 60. Maiúsculas e minúsculas são iguais.',
    nameTaken: 'Já existe um utilizador com este nome.',
    save: 'Guardar',
    saved: 'Guardado.',
    mayLogIn: 'Pode entrar',
    newPassword: 'Criar nova palavra-passe',
    newPasswordWhy: 'A palavra-passe antiga deixa de valer e todas as sessões do utilizador são terminadas.',
    handOver: (name) => `Palavra-passe de ${name}`,
    shownOnce: 'Só é mostrada desta vez. Entregue-a em mão; o utilizador pode mudá-la em «A minha conta».',
    lastAdmin: 'É o único administrador que pode entrar: nomeie primeiro outro.',
  },
  sw: {
    users: 'Watumiaji',
    name: 'Jina la mtumiaji',
    role: 'Wadhifa',
    language: 'Lugha',
    state: 'Hali',
    active: 'Anaweza kuingia',
    disabled: 'Amezuiwa',
    you: 'wewe',
    may: {
      viewer: 'anaona yote, habadilishi chochote',
      reviewer: 'pia anahakiki slaidi na kuchagua sampuli',
      admin: 'pia anasimamia watumiaji, vifaa na karantini',
    },
    add: 'Ongeza mtumiaji',
    addUser: 'Ongeza',
    nameRule: 'Herufi, tarakimu na . _ - @, zisizozidi 60. Herufi kubwa na ndogo ni sawa.',
    nameTaken: 'Tayari kuna mtumiaji mwenye jina hili.',
    save: 'Hifadhi',
    saved: 'Imehifadhiwa.',
    mayLogIn: 'Anaruhusiwa kuingia',
    newPassword: 'Tengeneza nenosiri jipya',
    newPasswordWhy: 'Nenosiri la zamani halitafanya kazi tena, na mtumiaji atatolewa kwenye vifaa vyote.',
    handOver: (name) => `Nenosiri la ${name}`,
    shownOnce:
      'Linaonyeshwa mara hii tu. Mkabidhi mwenyewe ana kwa ana; anaweza kulibadilisha kwenye “Akaunti yangu”.',
    lastAdmin: 'Huyu ndiye msimamizi pekee anayeweza kuingia: teua mwingine kwanza.',
  },
};
