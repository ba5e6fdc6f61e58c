/**
 * Shortened words that keep their full stop, without it. Those in lower case stand for every case
 * (mr, Mr, MR), the others for themselves alone, because in lower case they are words that end
 * sentences (sat, mass). Dotted letters (U.S., p.m.) and initials need no list.
 */
export const abbreviations: readonly string[] = (
  "mr mrs ms dr prof rev sr jr st ft gen col capt lt sgt maj adm hon gov rep reps messrs " +
  "inc corp co ltd llc bros dept assn assoc univ est esq ave blvd hwy bldg ste " +
  "jan feb apr aug sept oct nov dec tues thur thurs vs etc eg ie approx ext vol pp eds attn arrv lv conf phd calif " +
  "Sen Pres Supt Mt Mon Tue Wed Thu Fri Sat Sun No Nos Fig Para Spec Fla Ky La Md Minn Neb Nev Okla Pa Tenn Tex Va Wis"
).split(" ");
