/** What was promised of the errors of a⟨t⟩ over 5,000 steps on trained weights, by the form of ours. */
export const errorBounds: Readonly<Record<string, number>> = { f32: 1e-6, int16: 1e-3, int8: 5e-3 };
