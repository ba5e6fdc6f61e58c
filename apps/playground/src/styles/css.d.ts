/** A style sheet: the bundler puts it beside the script. */
declare module "*.css";
