/*
 * `@mediapipe/face_mesh` was linked with an Emscripten that builds its call wrappers with `new Function(text)`. The kiosk's CSP has
 * no 'unsafe-eval', so the three places are replaced with closures that do the same (what later Emscripten versions emit under
 * DYNAMIC_EXECUTION=0). The package version is pinned; if a place cannot be found the build stops instead of shipping a broken file.
 */

/** Names are only for stack traces: the anonymous wrapper behaves the same. */
const namedFunction = 'function createNamedFunction(name,body){return function(){"use strict";return body.apply(this,arguments)}}';

/** embind: checks the count, converts each argument, calls the invoker, runs destructors, converts the result. */
const invoker = `function craftInvokerFunction(humanName,argTypes,classType,cppInvokerFunc,cppTargetFunc){
var argCount=argTypes.length;
if(argCount<2){throwBindingError("argTypes array size mismatch! Must at least get return value and 'this' types!")}
var isClassMethodFunc=argTypes[1]!==null&&classType!==null;
var needsDestructorStack=false;
for(var i=1;i<argCount;++i){if(argTypes[i]!==null&&argTypes[i].destructorFunction===undefined){needsDestructorStack=true;break}}
var returns=argTypes[0].name!=="void";
return function(){
if(arguments.length!==argCount-2){throwBindingError("function "+humanName+" called with "+arguments.length+" arguments, expected "+(argCount-2)+" args!")}
var destructors=needsDestructorStack?[]:null;
var wired=[cppTargetFunc];
if(isClassMethodFunc){wired.push(argTypes[1].toWireType(destructors,this))}
for(var i=2;i<argCount;++i){wired.push(argTypes[i].toWireType(destructors,arguments[i-2]))}
var rv=cppInvokerFunc.apply(null,wired);
if(needsDestructorStack){runDestructors(destructors)}
else{for(var j=isClassMethodFunc?1:2;j<argCount;++j){if(argTypes[j].destructorFunction!==null){argTypes[j].destructorFunction(wired[isClassMethodFunc?j:j-1])}}}
if(returns){return argTypes[0].fromWireType(rv)}}}`;

/** embind's val.call: reads the packed arguments, calls handle[name], frees what must be freed. */
const methodCaller = `function __emval_get_method_caller(argCount,argTypes){
var types=__emval_lookupTypes(argCount,argTypes);
var retType=types[0];
return __emval_addMethodCaller(function(handle,name,destructors,args){
var values=[];
var offset=0;
for(var i=1;i<argCount;++i){values.push(types[i].readValueFromPointer(args+offset));offset+=types[i]["argPackAdvance"]}
var rv=handle[name].apply(handle,values);
for(var j=1;j<argCount;++j){if(types[j]["deleteObject"]){types[j].deleteObject(values[j-1])}}
if(!retType.isVoid){return retType.toWireType(destructors,rv)}})}`;

const replacements = [
  [/function createNamedFunction\(name,body\)\{.*?\(body\)\}/s, namedFunction],
  [/function craftInvokerFunction\(.*?return invokerFunction\}/s, invoker],
  [/function __emval_get_method_caller\(.*?return __emval_addMethodCaller\(invokerFunction\)\}/s, methodCaller],
];

/** The glue's text without code built from text. Throws Error when the file is not the one this was written for. */
export function withoutDynamicCode(source) {
  let text = source;
  for (const [pattern, replacement] of replacements) {
    if (!pattern.test(text)) throw new Error(`@mediapipe/face_mesh is not the pinned version: ${pattern} not found`);
    text = text.replace(pattern, () => replacement);
  }
  if (/new Function\(|new_\(Function/.test(text)) throw new Error('@mediapipe/face_mesh still builds functions from text');
  return text;
}
