using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;

namespace Ptm.Engine.Tests.Providers;

/// <summary>Makes an assembly in which two methods are marked with one name; in this assembly they would break every other search.</summary>
internal static class TwinAssembly
{
    public static Assembly Build(string name)
    {
        PersistedAssemblyBuilder assembly = new(new AssemblyName("Twins"), typeof(object).Assembly);
        TypeBuilder type = assembly.DefineDynamicModule("Twins").DefineType("Twins", TypeAttributes.Public);
        foreach (string method in (string[])["First", "Second"])
        {
            MethodBuilder twin = type.DefineMethod(method, MethodAttributes.Public | MethodAttributes.Static, typeof(string), [typeof(string)]);
            twin.SetCustomAttribute(new CustomAttributeBuilder(typeof(PtmProviderAttribute).GetConstructor([typeof(string)])!, [name]));
            ILGenerator body = twin.GetILGenerator();
            body.Emit(OpCodes.Ldarg_0);
            body.Emit(OpCodes.Ret);
        }

        type.CreateType();
        using MemoryStream stream = new();
        assembly.Save(stream);
        stream.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(stream);
    }
}
