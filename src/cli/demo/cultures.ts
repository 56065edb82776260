/** Words from which company names are made. None is meant to be anybody's. */
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
  countries: readonly string[];
  stems: readonly string[];
  /** What companies of an industry call their trade, in the order of `INDUSTRIES`. */
  trades: readonly string[];
  /** Whether the trade stands before the stem. */
  isTradeFirst?: boolean;
  legalForms: readonly string[];
}

// prettier-ignore -- one line a list, so that the lists can be compared
export const CULTURES: readonly Culture[] = [
  {
    weight: 30,
    countries: ['United States', 'United States', 'United States', 'Canada'],
    stems: [
      'Bluestem',
      'Larkspur Hill',
      'Copperline',
      'Northfork',
      'Stillmere',
      'Harrow & Pine',
      'Redbarn',
      'Quillfeather',
      'Ottermoor',
      'Tamarack Bay',
      'Fallowfield',
      'Three Sparrows',
      'Ironbridge Bay',
      'Sablewood',
      'Cinder Creek',
      'Wrenhouse',
      'Marrowstone',
      'Duskwater',
      'Juniper & Vale',
      'Pinnacle Marsh',
    ],
    trades: ['Freight', 'Components', 'Clinics', 'Outfitters', 'Builders', 'Capital', 'Academy', 'Inns'],
    legalForms: ['Inc.', 'LLC', 'Co.', ''],
  },
  {
    weight: 12,
    countries: ['United Kingdom', 'United Kingdom', 'Ireland'],
    stems: [
      'Thistlewick',
      'Oxhey Brook',
      'Pellworth',
      'Cranmarsh',
      'Ó Dálaigh',
      'Ashby & Rowe',
      'Kestrel Heath',
      'Withermere',
      'Bramblecote',
      'Ní Bhriain',
    ],
    trades: ['Haulage', 'Engineering', 'Care', 'Stores', 'Joinery', 'Mutual', 'Colleges', 'Hotels'],
    legalForms: ['Ltd', 'plc', 'LLP', ''],
  },
  {
    weight: 12,
    countries: ['Germany', 'Germany', 'Austria', 'Switzerland'],
    stems: [
      'Brückenau',
      'Möwenstein',
      'Jägerfeld',
      'Grünhagen',
      'Weißbach',
      'Überholz',
      'Krähwinkler',
      'Sonnleitner',
      'Tannhöfer',
      'Rösslein',
    ],
    trades: ['Spedition', 'Maschinenbau', 'Kliniken', 'Handel', 'Hochbau', 'Treuhand', 'Akademie', 'Gasthöfe'],
    legalForms: ['GmbH', 'AG', 'GmbH & Co. KG', 'KG'],
  },
  {
    weight: 9,
    countries: ['France', 'France', 'Belgium', 'Canada'],
    stems: [
      'Béranger',
      'Hautevigne',
      'Lacôte',
      'Clairmarée',
      'Grandchêne',
      'Des Érables',
      'Noisetière',
      'Maréchaux',
      'Vauprès',
      'Cœurdacier',
    ],
    trades: ['Transports', 'Ateliers', 'Cliniques', 'Maison', 'Bâtiments', 'Crédit', 'École', 'Hôtels'],
    isTradeFirst: true,
    legalForms: ['SARL', 'SAS', 'SA', ''],
  },
  {
    weight: 8,
    countries: ['Spain', 'Mexico', 'Colombia', 'Chile'],
    stems: ['Peñarroya', 'Ibáñez', 'Montealbo', 'Quiñones', 'Río Claro', 'Cañaveral', 'Albéniz', 'Valdeolmo'],
    trades: ['Transportes', 'Talleres', 'Clínicas', 'Almacenes', 'Construcciones', 'Fondo', 'Colegios', 'Posadas'],
    isTradeFirst: true,
    legalForms: ['S.L.', 'S.A.', 'S.A. de C.V.', ''],
  },
  {
    weight: 6,
    countries: ['Brazil', 'Brazil', 'Portugal'],
    stems: ['São Brás', 'Araçá', 'Guimarães', 'Pedra d’Água', 'Conceição', 'Jatobá', 'Sabiá', 'Ribeirão'],
    trades: ['Cargas', 'Indústria', 'Saúde', 'Lojas', 'Obras', 'Seguros', 'Ensino', 'Pousadas'],
    legalForms: ['Ltda.', 'S.A.', ''],
  },
  {
    weight: 6,
    countries: ['Sweden', 'Denmark', 'Norway', 'Finland'],
    stems: ['Åkerlund', 'Sjöstrand', 'Björkvik', 'Nørregård', 'Fjällbo', 'Hämeensuo', 'Østermark', 'Ljungqvist'],
    trades: ['Frakt', 'Mekaniska', 'Vård', 'Handel', 'Bygg', 'Kapital', 'Skolor', 'Värdshus'],
    legalForms: ['AB', 'A/S', 'AS', 'Oy'],
  },
  {
    weight: 5,
    countries: ['Poland', 'Czechia', 'Slovakia'],
    stems: ['Wiśniewo', 'Łąkowa', 'Źródlana', 'Dvořákov', 'Čermák', 'Jeřábek', 'Święty Gaj', 'Kłos'],
    trades: ['Transport', 'Stroje', 'Klinika', 'Market', 'Stavby', 'Finanse', 'Akademia', 'Hotele'],
    legalForms: ['Sp. z o.o.', 's.r.o.', 'a.s.'],
  },
  {
    weight: 4,
    countries: ['Italy', 'Italy', 'Switzerland'],
    stems: ['Montefosco', 'Libertà', 'Santacroce', 'Virtù', 'Bellacqua', 'Tre Pini', 'Città Alta'],
    trades: ['Trasporti', 'Officine', 'Cliniche', 'Empori', 'Cantieri', 'Fiduciaria', 'Scuole', 'Alberghi'],
    isTradeFirst: true,
    legalForms: ['S.r.l.', 'S.p.A.'],
  },
  {
    weight: 4,
    countries: ['India', 'Singapore', 'Kenya', 'Nigeria'],
    stems: ['Suryakund', 'Nandivan', 'Okunlola', 'Chandraprabha', 'Wanjohi', 'Ẹlẹ́wà', 'Tulsi Ghat', 'Mwangaza'],
    trades: ['Carriers', 'Works', 'Hospitals', 'Bazaar', 'Constructions', 'Finance', 'Learning', 'Residency'],
    legalForms: ['Pvt. Ltd.', 'Ltd', 'Pte. Ltd.'],
  },
  {
    weight: 2,
    countries: ['Japan'],
    stems: ['Kōyama', 'Ōtsuki', 'Shirasagi', 'Mizunoue', 'Hoshikawa', 'Yūnagi'],
    trades: ['Unyu', 'Seisakusho', 'Clinic', 'Shōten', 'Kensetsu', 'Shinkin', 'Juku', 'Ryokan'],
    legalForms: ['K.K.', 'G.K.'],
  },
  {
    weight: 2,
    countries: ['Türkiye'],
    stems: ['Yıldızlı', 'Gümüşdere', 'Çınaraltı', 'Karaköprü', 'Şahinbey'],
    trades: ['Nakliyat', 'Makina', 'Sağlık', 'Mağazaları', 'İnşaat', 'Yatırım', 'Koleji', 'Otelcilik'],
    legalForms: ['A.Ş.', 'Ltd. Şti.'],
  },
];
