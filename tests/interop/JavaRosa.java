// Fill in a form as ODK Collect does, with the same engine: every question that is shown, in its order. It is run with
// the jar of ODK Validate, which holds JavaRosa.
//
//     java -cp ODK_Validate.jar JavaRosa.java form.xml sittings.txt
//
// A sitting is a line for each answer, its name and its value with a tab between; an empty line ends it. For each sitting
// there is one line: the names of the questions that were shown, then name=value of all that is kept, with tabs between.

import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.DateData;
import org.javarosa.core.model.data.DecimalData;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.IntegerData;
import org.javarosa.core.model.data.MultipleItemsData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.data.TimeData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.utils.DateUtils;
import org.javarosa.core.services.PrototypeManager;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;

public class JavaRosa {
  public static void main(String[] files) throws Exception {
    PrototypeManager.registerPrototypes(JavaRosaCoreModule.classNames);
    new XFormsModule().registerModule();
    for (String sitting : Files.readString(Path.of(files[1])).split("\n\n")) {
      Map<String, String> answers = new HashMap<>();
      for (String line : sitting.split("\n")) {
        String[] parts = line.split("\t", 2);
        answers.put(parts[0], parts[1]);
      }
      System.out.println(filledIn(files[0], answers));
    }
  }

  private static String filledIn(String form, Map<String, String> answers) throws Exception {
    FormDef definition = XFormUtils.getFormFromInputStream(new FileInputStream(form));
    definition.initialize(true, new InstanceInitializationFactory());
    FormEntryModel model = new FormEntryModel(definition);
    FormEntryController controller = new FormEntryController(model);
    List<String> shown = new ArrayList<>();
    int event;
    while ((event = controller.stepToNextEvent()) != FormEntryController.EVENT_END_OF_FORM) {
      if (event != FormEntryController.EVENT_QUESTION) {
        continue;
      }
      FormEntryPrompt prompt = model.getQuestionPrompt();
      String name = prompt.getIndex().getReference().getNameLast();
      shown.add(name);
      if (answers.containsKey(name)) {
        int taken = controller.answerQuestion(prompt.getIndex(), answer(prompt, answers.get(name)), true);
        if (taken != FormEntryController.ANSWER_OK) {
          throw new IllegalStateException("not taken: " + name + " " + answers.get(name));
        }
      }
    }
    List<String> kept = new ArrayList<>();
    keep(definition.getMainInstance().getRoot(), kept);
    return String.join(" ", shown) + "\t" + String.join("\t", kept);
  }

  private static IAnswerData answer(FormEntryPrompt prompt, String value) {
    if (prompt.getControlType() == Constants.CONTROL_SELECT_ONE) {
      return new SelectOneData(selection(prompt, value));
    }
    if (prompt.getControlType() == Constants.CONTROL_SELECT_MULTI) {
      List<Selection> chosen = new ArrayList<>();
      for (String code : value.split(" ")) {
        chosen.add(selection(prompt, code));
      }
      return new MultipleItemsData(chosen);
    }
    return switch (prompt.getDataType()) {
      case Constants.DATATYPE_INTEGER -> new IntegerData(Integer.parseInt(value));
      case Constants.DATATYPE_DATE -> new DateData(DateUtils.parseDate(value));
      case Constants.DATATYPE_TIME -> new TimeData(DateUtils.parseTime(value));
      case Constants.DATATYPE_DECIMAL -> new DecimalData(Double.parseDouble(value));
      default -> new StringData(value);
    };
  }

  private static Selection selection(FormEntryPrompt prompt, String code) {
    for (SelectChoice choice : prompt.getSelectChoices()) {
      if (choice.getValue().equals(code)) {
        return choice.selection();
      }
    }
    throw new IllegalStateException("no such option: " + code);
  }

  private static void keep(TreeElement element, List<String> kept) {
    if (element.getNumChildren() == 0 && element.getValue() != null) {
      kept.add(element.getName() + "=" + element.getValue().getDisplayText());
    }
    for (int place = 0; place < element.getNumChildren(); place++) {
      keep(element.getChildAt(place), kept);
    }
  }
}
