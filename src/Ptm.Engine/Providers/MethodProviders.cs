using System.Reflection;
using Ptm.Engine.Providers.Http;

namespace Ptm.Engine.Providers;

/// <summary>The methods of assemblies that are marked with <see cref="PtmProviderAttribute"/>, and what those of them have made that make a provider.</summary>
internal sealed class MethodProviders : IDisposable
{
    // What a program needs longer to end goes with the process.
    static readonly TimeSpan s_longestEnd = TimeSpan.FromSeconds(1);

    const BindingFlags EveryDeclared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    readonly Dictionary<string, IPromptProvider> _providers = new(StringComparer.Ordinal);
    readonly List<ProviderFactory> _factories = [];

    MethodProviders()
    {
    }

    /// <summary>The providers by name.</summary>
    public IReadOnlyDictionary<string, IPromptProvider> ByName => _providers;

    /// <summary>The providers that the assemblies declare.</summary>
    /// <exception cref="PtmException">Two methods have one name (PTM3006), or a method cannot be a provider (PTM3004).</exception>
    public static MethodProviders Find(IEnumerable<Assembly> assemblies, TimeProvider time)
    {
        MethodProviders found = new();
        Dictionary<string, string> places = new(StringComparer.Ordinal);
        foreach (MethodInfo method in assemblies.Distinct().Where(CanDeclareProviders).SelectMany(LoadableTypes).SelectMany(type => type.GetMethods(EveryDeclared)))
        {
            if (method.GetCustomAttribute<PtmProviderAttribute>(inherit: false) is not { } mark)
            {
                continue;
            }

            string place = MethodShape.PlaceOf(method);
            if (string.IsNullOrWhiteSpace(mark.Name))
            {
                throw Fault.Of(DiagnosticCodes.InvalidValue, $"{place} is marked as a provider without a name; give it one: [PtmProvider(\"app\")].");
            }

            if (!places.TryAdd(mark.Name, place))
            {
                throw Fault.Of(DiagnosticCodes.Duplicate, $"Two methods are marked as provider '{mark.Name}': {places[mark.Name]} and {place}; rename one.");
            }

            found._providers.Add(mark.Name, ProviderFactory.Is(method) ? found.Made(mark.Name, method, time) : new MethodProvider(mark.Name, method, time));
        }

        return found;
    }

    /// <summary>Lets go of what was made, for as long as a second.</summary>
    public void Dispose() => Task.WaitAll([.. _factories.Select(factory => Task.Run(factory.EndAsync))], s_longestEnd);

    /// <summary>Lets go of what was made, for as long as a second.</summary>
    public Task EndAsync() => Task.WhenAny(Task.WhenAll(_factories.Select(factory => Task.Run(factory.EndAsync))), Task.Delay(s_longestEnd));

    IPromptProvider Made(string name, MethodInfo method, TimeProvider time)
    {
        ProviderFactory factory = new(name, method);
        _factories.Add(factory);
        return factory.Made == typeof(HttpClient) ? new HttpClientProgram(name, factory.GetAsync<HttpClient>, time) : new MadeProvider(name, factory, time);
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
