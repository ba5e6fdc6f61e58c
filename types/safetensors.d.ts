/** A model file, as bytes: a Data module of Workers. */
declare module "*.safetensors" {
  const bytes: ArrayBuffer;
  export default bytes;
}
