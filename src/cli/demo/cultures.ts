/** Words for company names. Any resemblance to real companies is unintended. */
export const INDUSTRIES = [
  'Logistics',
  'Manufacturing',
  'Healthcare',
  'Retail',
  'Construction',
  'Finance',
  'Education',
  'Hospitality',
] as const;
export type Industry = (typeof INDUSTRIES)[number];

export interface Culture {
  weight: number;
  /** The countries of its companies, with the legal forms used there. */
  homes: readonly (readonly [country: string, legalForm: string])[];
  /** Words separated by commas, here and below. */
  stems: string;
  /** Words for the trade of each industry, in the order of `INDUSTRIES`. */
  trades: string;
  /** Whether the trade precedes the stem. */
  isTradeFirst?: boolean;
}

export const CULTURES: readonly Culture[] = [
  {
    weight: 30,
    homes: [
      ['United States', 'Inc.'],
      ['United States', 'LLC'],
      ['United States', 'Co.'],
      ['Canada', 'Ltd.'],
    ],
    stems:
      'Bluewicket, Larkspur Hill, Coppermere, Northfork, Stillmere, Harrow & Pine, Russetbarn, Quillfeather, Ottermoor, Tamarack Bay, Fallowfield, Three Sparrows, Ironbridge Bay, Sablewood, Cinder Creek, Wrenhouse, Marrowstone, Duskwater, Juniper & Vale, Pinnacle Marsh',
    trades: 'Freight, Components, Clinics, Outfitters, Builders, Capital, Academy, Inns',
  },
  {
    weight: 12,
    homes: [
      ['United Kingdom', 'Ltd'],
      ['United Kingdom', 'plc'],
      ['United Kingdom', 'LLP'],
      ['Ireland', 'DAC'],
    ],
    stems:
      'Thistlewick, Oxhey Brook, Pellworth, Cranmarsh, Ó Dálaigh, Ashby & Rowe, Kestrel Heath, Withermere, Bramblecote, Ní Bhriain',
    trades: 'Haulage, Engineering, Care, Stores, Joinery, Mutual, Colleges, Hotels',
  },
  {
    weight: 12,
    homes: [
      ['Germany', 'GmbH'],
      ['Germany', 'GmbH & Co. KG'],
      ['Austria', 'GmbH'],
      ['Switzerland', 'AG'],
    ],
    stems:
      'Brückenau, Möwenstein, Jägerfeld, Grünhagen, Weißbach, Überholz, Krähwinkler, Sonnleitner, Tannhöfer, Rösslein',
    trades: 'Spedition, Maschinenbau, Kliniken, Handel, Hochbau, Treuhand, Akademie, Gasthöfe',
  },
  {
    weight: 9,
    homes: [
      ['France', 'SARL'],
      ['France', 'SAS'],
      ['Belgium', 'SRL'],
      ['Canada', 'inc.'],
    ],
    stems:
      'Béranger, Hautevigne, Lacôte, Clairmarée, Grandchêne, Des Érables, Noisetière, Maréchaux, Vauprès, Cœurdacier',
    trades: 'Transports, Ateliers, Cliniques, Maison, Bâtiments, Crédit, École, Hôtels',
    isTradeFirst: true,
  },
  {
    weight: 8,
    homes: [
      ['Spain', 'S.L.'],
      ['Spain', 'S.A.'],
      ['Mexico', 'S.A. de C.V.'],
      ['Colombia', 'S.A.S.'],
    ],
    stems: 'Peñarroya, Ibáñez, Montealbo, Quiñones, Río Claro, Cañaveral, Albéniz, Valdeolmo',
    trades: 'Transportes, Talleres, Clínicas, Almacenes, Construcciones, Fondo, Colegios, Posadas',
    isTradeFirst: true,
  },
  {
    weight: 6,
    homes: [
      ['Brazil', 'Ltda.'],
      ['Brazil', 'S.A.'],
      ['Portugal', 'Lda.'],
    ],
    stems: 'São Brás, Araçá, Guimarães, Pedra d’Água, Conceição, Jatobá, Sabiá, Ribeirão',
    trades: 'Cargas, Indústria, Saúde, Lojas, Obras, Seguros, Ensino, Pousadas',
  },
  {
    weight: 5,
    homes: [
      ['Sweden', 'AB'],
      ['Finland', 'Ab'],
    ],
    stems: 'Åkerlund, Sjöstrand, Björkvik, Fjällbo, Ljungvist, Östanå, Rönnskär',
    trades: 'Frakt, Mekaniska, Vård, Handel, Bygg, Kapital, Skolor, Värdshus',
  },
  {
    weight: 3,
    homes: [
      ['Denmark', 'A/S'],
      ['Denmark', 'ApS'],
      ['Norway', 'AS'],
    ],
    stems: 'Nørregård, Østermark, Skovlund, Fjordheim, Bækkedal, Sølvås',
    trades: 'Spedition, Maskin, Klinik, Handel, Byg, Kapital, Akademi, Kro',
  },
  {
    weight: 4,
    homes: [
      ['Poland', 'Sp. z o.o.'],
      ['Poland', 'S.A.'],
    ],
    stems: 'Wiśniewo, Łąkowa, Źródlana, Święty Gaj, Kłosy, Dębina',
    trades: 'Transport, Maszyny, Klinika, Market, Budowa, Finanse, Akademia, Hotele',
  },
  {
    weight: 2,
    homes: [
      ['Czechia', 's.r.o.'],
      ['Czechia', 'a.s.'],
      ['Slovakia', 's.r.o.'],
    ],
    stems: 'Dvořákov, Čermákova, Jeřábek, Říčany, Lípa',
    trades: 'Doprava, Strojírny, Klinika, Obchod, Stavby, Finance, Akademie, Hotely',
  },
  {
    weight: 4,
    homes: [
      ['Italy', 'S.r.l.'],
      ['Italy', 'S.p.A.'],
      ['Switzerland', 'SA'],
    ],
    stems: 'Montefosco, Libertà, Santacroce, Virtù, Bellacqua, Tre Pini, Città Alta',
    trades: 'Trasporti, Officine, Cliniche, Empori, Cantieri, Fiduciaria, Scuole, Alberghi',
    isTradeFirst: true,
  },
  {
    weight: 3,
    homes: [
      ['India', 'Pvt. Ltd.'],
      ['Singapore', 'Pte. Ltd.'],
    ],
    stems: 'Suryakund, Nandivan, Chandraprabha, Tulsi Ghat, Meghdhara',
    trades: 'Carriers, Works, Hospitals, Bazaar, Constructions, Finance, Learning, Residency',
  },
  {
    weight: 2,
    homes: [
      ['Nigeria', 'Ltd'],
      ['Nigeria', 'PLC'],
    ],
    stems: 'Ẹlẹ́wà, Okunlola, Ìrètí, Adéòtí',
    trades: 'Haulage, Works, Hospitals, Stores, Builders, Trust, Schools, Suites',
  },
  {
    weight: 2,
    homes: [
      ['Japan', 'K.K.'],
      ['Japan', 'G.K.'],
    ],
    stems: 'Kōyama, Ōtsuki, Shirasagi, Mizunoue, Hoshikawa, Yūnagi',
    trades: 'Unyu, Seisakusho, Clinic, Shōten, Kensetsu, Shinkin, Juku, Ryokan',
  },
  {
    weight: 2,
    homes: [
      ['Türkiye', 'A.Ş.'],
      ['Türkiye', 'Ltd. Şti.'],
    ],
    stems: 'Yıldızlı, Gümüşdere, Çınaraltı, Karaköprü, Şahinbey',
    trades: 'Nakliyat, Makina, Sağlık, Mağazaları, İnşaat, Yatırım, Koleji, Otelcilik',
  },
];
