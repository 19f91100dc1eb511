package org.bootagent.booter.http.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.dto.BundleDTO;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;
import org.osgi.util.promise.Promise;

/** Components in states chosen by a test. */
final class FakeRuntime implements ServiceComponentRuntime {
    private final List<ComponentConfigurationDTO> configurations = new ArrayList<>();

    void failed(String name, String trace) {
        var configuration = add(name, ComponentConfigurationDTO.FAILED_ACTIVATION);
        configuration.failure = trace;
    }

    void waiting(String name, String service) {
        var configuration = add(name, ComponentConfigurationDTO.UNSATISFIED_REFERENCE);
        var reference = new ReferenceDTO();
        reference.name = "$000";
        reference.interfaceName = service;
        configuration.description.references = new ReferenceDTO[] {reference};
        var unsatisfied = new UnsatisfiedReferenceDTO();
        unsatisfied.name = reference.name;
        configuration.unsatisfiedReferences = new UnsatisfiedReferenceDTO[] {unsatisfied};
    }

    void unconfigured(String name) {
        add(name, ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION);
    }

    void clear() {
        configurations.clear();
    }

    private ComponentConfigurationDTO add(String name, int state) {
        var configuration = new ComponentConfigurationDTO();
        configuration.description = new ComponentDescriptionDTO();
        configuration.description.name = name;
        configuration.description.bundle = new BundleDTO();
        configuration.description.bundle.symbolicName = name.substring(0, name.lastIndexOf('.'));
        configuration.state = state;
        configurations.add(configuration);
        return configuration;
    }

    @Override
    public Collection<ComponentDescriptionDTO> getComponentDescriptionDTOs(Bundle... bundles) {
        return configurations.stream()
                .map(configuration -> configuration.description)
                .toList();
    }

    @Override
    public Collection<ComponentConfigurationDTO> getComponentConfigurationDTOs(ComponentDescriptionDTO description) {
        return configurations.stream()
                .filter(configuration -> configuration.description == description)
                .toList();
    }

    @Override
    public ComponentDescriptionDTO getComponentDescriptionDTO(Bundle bundle, String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isComponentEnabled(ComponentDescriptionDTO description) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Promise<Void> enableComponent(ComponentDescriptionDTO description) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Promise<Void> disableComponent(ComponentDescriptionDTO description) {
        throw new UnsupportedOperationException();
    }
}
