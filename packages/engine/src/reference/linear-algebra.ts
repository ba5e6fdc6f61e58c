/** A row-major matrix; a gate's block of rows is a view of its tensor. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** W v */
export function product(W: Matrix, v: Float64Array): Float64Array {
  const result = new Float64Array(W.rows);
  for (let row = 0; row < W.rows; row++) {
    let sum = 0;
    for (let column = 0; column < W.columns; column++) sum += W.data[row * W.columns + column] * v[column];
    result[row] = sum;
  }
  return result;
}

/** dv += Wᵀ dz, the way of a gradient back through z = W v to v. */
export function addTransposedProduct(dv: Float64Array, W: Matrix, dz: Float64Array): void {
  for (let row = 0; row < W.rows; row++) {
    for (let column = 0; column < W.columns; column++) dv[column] += W.data[row * W.columns + column] * dz[row];
  }
}

/** dW += dz vᵀ, the way of a gradient back through z = W v to W. */
export function addOuterProduct(dW: Matrix, dz: Float64Array, v: Float64Array): void {
  for (let row = 0; row < dW.rows; row++) {
    for (let column = 0; column < dW.columns; column++) dW.data[row * dW.columns + column] += dz[row] * v[column];
  }
}

/** into += v */
export function add(into: Float64Array, v: Float64Array): void {
  for (let i = 0; i < into.length; i++) into[i] += v[i];
}

/** into += u ∗ v, element by element. */
export function addElementwiseProduct(into: Float64Array, u: Float64Array, v: Float64Array): void {
  for (let i = 0; i < into.length; i++) into[i] += u[i] * v[i];
}
