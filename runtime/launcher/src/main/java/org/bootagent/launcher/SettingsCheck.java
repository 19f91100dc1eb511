package org.bootagent.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Checks settings against the properties that the bundles' components declare, so that a typing error is found before anything runs. */
final class SettingsCheck {
    private static final Pattern COMPONENT = Pattern.compile("OSGI-INF/[^/]+[.]xml");

    private static final String OWN_PREFIX = "org.bootagent.";

    /** Type of every setting, by PID and key. */
    private final Map<String, Map<String, String>> known = new HashMap<>();

    SettingsCheck(Distribution distribution) {
        for (var bundle : distribution.bundles()) {
            try (var jar = new JarFile(bundle.jar().toFile())) {
                for (var entry : jar.stream().filter(SettingsCheck::isComponent).toList()) {
                    add(jar.getInputStream(entry));
                }
            } catch (IOException | SAXException | ParserConfigurationException e) {
                throw new UsageException(
                        bundle.jar() + " cannot be read: " + e.getMessage() + "; copy the distribution again", e);
            }
        }
    }

    /**
     * Reads and checks a user's settings. Those of action bundles, which are not present yet, are accepted unchecked.
     *
     * @throws UsageException naming the setting that does not exist or has a value of a wrong type
     */
    Settings read(Properties users) {
        refuseTwoSpellings(users);
        var written = new HashMap<String, String>();
        var settings = new Settings().add(users, name -> {
            String pid = pid(name);
            written.put(pid, name);
            return pid;
        });
        settings.configurations().forEach((pid, configuration) -> {
            if (known.containsKey(factory(pid))) {
                var keys = known.get(factory(pid));
                String name = written.getOrDefault(pid, written.getOrDefault(factory(pid), pid));
                configuration.forEach((key, value) -> check(name + "/" + key, value, keys.get(key)));
            }
        });
        return settings;
    }

    /** Refuses two lines for one setting, as it would be unclear which one counts. */
    private void refuseTwoSpellings(Properties users) {
        var spellings = new HashMap<String, String>();
        for (String name : new TreeSet<>(users.stringPropertyNames())) {
            int slash = name.indexOf('/');
            String other =
                    slash <= 0 ? null : spellings.put(pid(name.substring(0, slash)) + name.substring(slash), name);
            if (other != null) {
                throw new UsageException(other + " and " + name + " are one setting; leave one of them");
            }
        }
    }

    /** Returns the PID of a bundle, which may be given without this project's prefix. */
    private String pid(String name) {
        // A bundle's folder has hyphens where its name has dots.
        String own = name.startsWith(OWN_PREFIX) ? name : OWN_PREFIX + name.replace('-', '.');
        if (known.containsKey(factory(own))) {
            return own;
        }
        if (name.startsWith(OWN_PREFIX) || name.indexOf('.') < 0 || isOfAFamily(own)) {
            throw new UsageException("there is no bundle " + name + " that takes settings");
        }
        return name;
    }

    /**
     * Returns whether bundles of this project have the same prefix, such as {@code booter.publish.}: no action bundle has, so the name is a misspelt one of
     * ours.
     */
    private boolean isOfAFamily(String own) {
        String family = own.substring(0, own.indexOf('.', OWN_PREFIX.length()) + 1);
        return known.keySet().stream().anyMatch(pid -> pid.startsWith(family));
    }

    /** Returns the PID without the name of its instance, if any: {@code factory~name}. */
    private static String factory(String pid) {
        int tilde = pid.indexOf('~');
        return tilde < 0 ? pid : pid.substring(0, tilde);
    }

    private static void check(String setting, String value, String type) {
        if (type == null) {
            throw new UsageException("there is no setting " + setting);
        }
        if (!fits(value, type)) {
            throw new UsageException("setting " + setting + " is '" + value + "', must be a value of type " + type);
        }
    }

    private static boolean fits(String value, String type) {
        return switch (type) {
            case "Integer" -> value.matches("-?[0-9]{1,9}");
            case "Long" -> value.matches("-?[0-9]{1,18}");
            case "Double" -> value.matches("-?[0-9]+([.][0-9]+)?");
            case "Boolean" -> value.matches("true|false");
            default -> true;
        };
    }

    private static boolean isComponent(ZipEntry entry) {
        return COMPONENT.matcher(entry.getName()).matches();
    }

    private void add(InputStream xml) throws IOException, SAXException, ParserConfigurationException {
        Element component = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(xml)
                .getDocumentElement();
        for (String pid : component.getAttribute("configuration-pid").split(" ", -1)) {
            var keys = known.computeIfAbsent(pid, absent -> new HashMap<>());
            for (Element property : elements(component.getElementsByTagName("property"))) {
                keys.put(property.getAttribute("name"), property.getAttribute("type"));
            }
        }
    }

    private static Iterable<Element> elements(NodeList nodes) {
        var elements = new java.util.ArrayList<Element>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
