using System.Reflection;

namespace Ptm.Engine.Providers;

/// <summary>Finds the methods that are marked with <see cref="PtmProviderAttribute"/>.</summary>
internal static class MethodProviders
{
    const BindingFlags EveryDeclared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>The providers that the assemblies declare, by name.</summary>
    /// <exception cref="PtmException">Two methods have one name (PTM3006), or a method cannot be a provider (PTM3004).</exception>
    public static IReadOnlyDictionary<string, IPromptProvider> Find(IEnumerable<Assembly> assemblies, TimeProvider time)
    {
        Dictionary<string, IPromptProvider> providers = new(StringComparer.Ordinal);
        foreach (MethodInfo method in assemblies.Distinct().Where(CanDeclareProviders).SelectMany(LoadableTypes).SelectMany(type => type.GetMethods(EveryDeclared)))
        {
            if (method.GetCustomAttribute<PtmProviderAttribute>(inherit: false) is not { } mark)
            {
                continue;
            }

            if (string.IsNullOrWhiteSpace(mark.Name))
            {
                throw Fault.Of(DiagnosticCodes.InvalidValue, $"{method.DeclaringType?.FullName}.{method.Name} is marked as a provider without a name; give it one: [PtmProvider(\"app\")].");
            }

            MethodProvider provider = new(mark.Name, method, time);
            if (!providers.TryAdd(mark.Name, provider))
            {
                throw Fault.Of(DiagnosticCodes.Duplicate, $"Two methods are marked as provider '{mark.Name}': {((MethodProvider)providers[mark.Name]).Place} and {provider.Place}; rename one.");
            }
        }

        return providers;
    }

    // Reading the references is far cheaper than loading every type of an assembly that cannot know the attribute.
    static bool CanDeclareProviders(Assembly assembly) =>
        !assembly.IsDynamic && assembly.GetReferencedAssemblies().Any(reference => reference.Name == typeof(PtmProviderAttribute).Assembly.GetName().Name);

    static IEnumerable<Type> LoadableTypes(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partly)
        {
            // A type whose own dependencies are absent cannot run here; the others can.
            return partly.Types.OfType<Type>();
        }
    }
}
