package org.bootagent.features;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Renders the settings of bundles as Markdown tables: the properties of their components, with the descriptions of their metatype annotations. */
final class SettingsReference {
    private static final String OWN_PREFIX = "org.bootagent.";
    private static final Set<String> LAUNCHER = Set.of(OWN_PREFIX + "host", OWN_PREFIX + "booter");
    private static final Pattern COMPONENT = Pattern.compile("OSGI-INF/[^/]+[.]xml");
    private static final Pattern METATYPE = Pattern.compile("OSGI-INF/metatype/[^/]+[.]xml");

    record Setting(String type, String standard, String description) {}

    /** Settings by PID, then by key in the order of the annotation. */
    private final Map<String, Map<String, Setting>> byPid = new TreeMap<>();

    /** PIDs of components that also take the values of the launcher. */
    private final Set<String> withLauncher = new HashSet<>();

    /** Descriptions by component, by PID, and by annotation that several components share. */
    private final Map<String, Map<String, String>> descriptions = new HashMap<>();

    SettingsReference add(List<Path> bundles) throws IOException {
        for (var bundle : bundles) {
            try (var jar = new JarFile(bundle.toFile())) {
                for (var entry : matching(jar, METATYPE)) {
                    describe(parse(jar.getInputStream(entry)));
                }
            }
        }
        for (var bundle : bundles) {
            try (var jar = new JarFile(bundle.toFile())) {
                for (var entry : matching(jar, COMPONENT)) {
                    component(parse(jar.getInputStream(entry)));
                }
            }
        }
        return this;
    }

    /** Renders one table for each PID that has settings. */
    String markdown(Predicate<String> pids) {
        var text = new StringBuilder();
        settings().forEach((pid, settings) -> {
            if (!pids.test(pid)) {
                return;
            }
            text.append("\n### ").append(pid.substring(OWN_PREFIX.length())).append("\n\n");
            text.append("| setting | type | default | meaning |\n|---|---|---|---|\n");
            settings.forEach((key, setting) -> text.append("| `")
                    .append(pid.substring(OWN_PREFIX.length()))
                    .append('/')
                    .append(key)
                    .append("` | ")
                    .append(setting.type())
                    .append(" | ")
                    .append(setting.standard().isEmpty() ? "" : "`" + setting.standard() + "`")
                    .append(" | ")
                    .append(setting.description().replace("|", "\\|"))
                    .append(" |\n"));
        });
        return text.toString();
    }

    /** Returns settings without a description, as {@code pid/key}. */
    List<String> undescribed() {
        var names = new ArrayList<String>();
        settings()
                .forEach((pid, settings) -> settings.forEach((key, setting) -> {
                    if (setting.description().isEmpty()) {
                        names.add(pid + "/" + key);
                    }
                }));
        return names;
    }

    /** Returns the keys that components read under a PID of the launcher, such as {@code org.bootagent.host}. */
    Set<String> launcherKeys(String pid) {
        return byPid.get(pid).keySet();
    }

    /** Leaves out values that the launcher gives to every bundle: an operator does not set them there. */
    private Map<String, Map<String, Setting>> settings() {
        var settings = new TreeMap<>(byPid);
        var launchers = new HashSet<String>();
        LAUNCHER.forEach(pid -> launchers.addAll(settings.remove(pid).keySet()));
        settings.replaceAll((pid, all) -> {
            var own = new LinkedHashMap<>(all);
            if (withLauncher.contains(pid)) {
                own.keySet().removeAll(launchers);
            }
            return own;
        });
        settings.values().removeIf(Map::isEmpty);
        return settings;
    }

    private static List<ZipEntry> matching(JarFile jar, Pattern name) {
        return jar.stream()
                .filter(entry -> name.matcher(entry.getName()).matches())
                .map(ZipEntry.class::cast)
                .toList();
    }

    private void describe(Element metatype) {
        for (var definition : elements(metatype.getElementsByTagName("OCD"))) {
            var ofKeys = descriptions.computeIfAbsent(
                    definition.getAttribute("id").replaceFirst("[$].*", ""), absent -> new HashMap<>());
            elements(metatype.getElementsByTagName("Designate"))
                    .forEach(designate -> descriptions.put(designate.getAttribute("pid"), ofKeys));
            for (var attribute : elements(definition.getElementsByTagName("AD"))) {
                ofKeys.put(attribute.getAttribute("id"), attribute.getAttribute("description"));
            }
        }
    }

    /** Adds the properties of a component to the last PID that it names: PIDs before it are shared, and described elsewhere. */
    private void component(Element component) {
        String[] pids = component.getAttribute("configuration-pid").split(" ", -1);
        String pid = pids[pids.length - 1];
        if (!pid.startsWith(OWN_PREFIX)) {
            return;
        }
        if (Stream.of(pids).anyMatch(LAUNCHER::contains)) {
            withLauncher.add(pid);
        }
        String implementation =
                ((Element) component.getElementsByTagName("implementation").item(0)).getAttribute("class");
        for (var property : elements(component.getElementsByTagName("property"))) {
            String key = property.getAttribute("name");
            boolean shared = key.indexOf('.') >= 0 || !property.hasAttribute("value");
            if (!shared) {
                byPid.computeIfAbsent(pid, absent -> new LinkedHashMap<>())
                        .putIfAbsent(
                                key,
                                new Setting(
                                        property.getAttribute("type").toLowerCase(Locale.ROOT),
                                        property.getAttribute("value"),
                                        description(key, implementation, pid)));
            }
        }
    }

    private String description(String key, String implementation, String pid) {
        return Stream.of(implementation, pid, "org.bootagent.booter.publish.client.HttpConfig")
                .map(place -> descriptions.getOrDefault(place, Map.of()).get(key))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }

    private static List<Element> elements(NodeList nodes) {
        var list = new ArrayList<Element>();
        for (int i = 0; i < nodes.getLength(); i++) {
            list.add((Element) nodes.item(i));
        }
        return list;
    }

    private static Element parse(InputStream xml) throws IOException {
        try (xml) {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(xml)
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(e);
        }
    }
}
