// Answer each sitting in LHC-Forms, and send back which questions it shows and the totals that it comes to.
"use strict";

const container = document.getElementById("form");

// A value as LHC-Forms holds it: a date as one of its own, of a choice the answer of its own list that has this code.
function valueOf(item, given) {
  if (item.dataType === "DT") return LForms.Util.stringToDTDateISO(given);
  if (!Array.isArray(given)) return given;
  const chosen = given.map((code) => item.answers.find((one) => one.code === code));
  if (chosen.includes(undefined)) throw new Error(`${item.linkId}: an option is missing`);
  return item.answerCardinality && item.answerCardinality.max === "*" ? chosen : chosen[0];
}

function isShown(data, item) {
  for (let one = item; one && one.linkId; one = one._parentItem) {
    if (one._skipLogicStatus === "target-disabled" || one._enableWhenExpVal === false) return false;
  }
  return true;
}

function state(data) {
  const found = {shown: [], totals: {}};
  for (const item of data.itemList) {
    if (isShown(data, item)) found.shown.push(item.linkId);
    const isTotal = item.dataType === "REAL" && item.value !== undefined && item.value !== null;
    if (isTotal) found.totals[item.linkId] = item.value;
  }
  return found;
}

async function answered(definition, answers) {
  await LForms.Util.addFormToPage(structuredClone(definition), container, {fhirVersion: "R4"});
  const data = LForms.Util._getFormObjectInScope(container);
  for (const item of data.itemList) {
    if (!(item.linkId in answers)) continue;
    item.value = valueOf(item, answers[item.linkId]);
    data.updateOnSourceItemChange(item);
  }
  // A total may let a question be asked, and that one may bear on another total: until nothing changes.
  for (let before = "", found = state(data); ; before = JSON.stringify(found), found = state(data)) {
    if (JSON.stringify(found) === before) return found;
    await data._expressionProcessor.runCalculations(true);
    data.itemList.forEach((item) => data.updateOnSourceItemChange(item));
  }
}

async function main() {
  const {questionnaire, sittings} = await (await fetch("/work")).json();
  const definition = LForms.Util.convertFHIRQuestionnaireToLForms(questionnaire, "R4");
  const found = [];
  for (const answers of sittings) found.push(await answered(definition, answers));
  await fetch("/found", {method: "POST", body: JSON.stringify({found})});
}

main().catch((error) => fetch("/found", {method: "POST", body: JSON.stringify({error: String(error.stack || error)})}));
